def uninstall_hook(env):
    """Remove the menus of the stores: they were made at run time, so no data file owns them."""
    menus = env["shopee.shop"].with_context(active_test=False).search([]).menu_id
    actions = menus.mapped("action")
    menus.unlink()
    for action in actions:
        action.unlink()
