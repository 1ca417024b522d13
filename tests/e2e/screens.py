"""The screens of Odoo and of Shopee's consent page, as a person uses them."""

from playwright.sync_api import Page, expect

from tools.rpc import Session


class OdooScreens:
    """One person's browser on Odoo."""

    def __init__(self, page: Page, url: str):
        self.page = page
        self.url = url
        page.on("console", self._tell)

    @staticmethod
    def _tell(message) -> None:
        """Shown by pytest beside a failure: what the web client says about its own defects."""
        if message.type == "error":
            print(f"browser: {message.text}")

    def log_in(self, login: str) -> None:
        """As somebody else than before, if need be. The password is the login."""
        self.page.context.clear_cookies()
        self.page.goto(f"{self.url}/web/login")
        self.page.fill("input#login", login)
        self.page.fill("input#password", login)
        self.page.click("form.oe_login_form button[type=submit]")
        expect(self.page.locator(".o_main_navbar")).to_be_visible()

    def enter(self, session: Session) -> None:
        """With a login that exists already, at the home page."""
        cookie = {"name": "session_id", "value": session.http.cookies["session_id"], "url": self.url}
        self.page.context.add_cookies([cookie])
        self.page.goto(f"{self.url}/odoo")
        expect(self.page.locator(".o_main_navbar")).to_be_visible()

    def open_app(self, name: str) -> None:
        self.page.click(".o_navbar_apps_menu button")
        self.page.locator(".o-dropdown--menu .o_app", has_text=name).first.click()
        expect(self.page.locator(".o_menu_brand")).to_have_text(name)

    def open_menu(self, *names: str) -> None:
        """An entry of the bar, or of one of its menus."""
        self.page.locator(".o_menu_sections").get_by_text(names[0], exact=True).click()
        for name in names[1:]:
            self.page.locator(".o-dropdown--menu").get_by_role("menuitem", name=name, exact=True).click()

    def open_tab(self, name: str) -> None:
        self.page.locator(".o_notebook_headers").get_by_text(name, exact=True).click()

    def fill(self, field: str, value: str) -> None:
        self.page.locator(f".o_field_widget[name={field}] :is(input, textarea)").first.fill(value)

    def choose(self, field: str, label: str) -> None:
        """A value of a selection."""
        self.page.locator(f".o_field_widget[name={field}] input").click()
        self.page.locator(".o-dropdown--menu, .o_select_menu_menu").get_by_text(label, exact=True).click()

    def press(self, label: str, inside: str = ".o_action_manager") -> None:
        self.page.locator(inside).get_by_role("button", name=label, exact=True).first.click()

    def row(self, text: str):
        return self.page.locator(".o_list_view .o_data_row", has_text=text)

    def value(self, field: str):
        return self.page.locator(f".o_field_widget[name={field}]")

    def expect_status(self, label: str) -> None:
        expect(self.page.locator(".o_statusbar_status button[aria-checked=true]")).to_have_text(label)

    # ------------------------------------------------------------
    # SHOPEE ACCOUNT
    # ------------------------------------------------------------

    def type_account(self, host: str, partner_id: str, partner_key: str) -> None:
        """Integrations > Configuration > Accounts > New, up to the button Connect."""
        self.open_app("Integrations")
        self.open_menu("Configuration", "Accounts")
        self.press("New")
        self.fill("api_partner_id", partner_id)
        self.fill("partner_key", partner_key)
        self.open_tab("Settings")
        self.choose("environment", "Other address")
        self.fill("custom_host", host)

    def press_connect(self) -> None:
        self.page.click("button[name=action_connect].btn-lg")


class ShopeeScreens:
    """Shopee's consent page in the same browser."""

    def __init__(self, page: Page, url: str):
        self.page = page
        self.url = url

    def wait_open(self) -> None:
        self.page.wait_for_url(f"{self.url}/api/v2/shop/auth_partner?*")

    def log_in(self) -> None:
        """As the main account."""
        self.wait_open()
        expect(self.page.get_by_role("heading", name="Log in")).to_be_visible()
        self.page.get_by_label("Account").select_option("main")
        self.press("Log in")
        expect(self.page.get_by_role("heading", name="Grant access")).to_be_visible()

    def tick(self, label: str, wanted: bool = True) -> None:
        self.page.locator("label.tick", has_text=label).locator("input").set_checked(wanted)

    def press(self, label: str) -> None:
        self.page.get_by_role("button", name=label, exact=True).click()
