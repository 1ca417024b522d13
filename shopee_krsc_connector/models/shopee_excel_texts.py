"""Columns of the Excel file and sentences about its cells, in the language of the reader."""

from collections import namedtuple

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

Title = namedtuple("Title", ["title", "note", "example"])
REQUIRED = ("sku", "name", "description", "price", "weight")

COLUMNS = {
    "sku": Title(
        _lt("SKU"),
        _lt(
            "Internal reference of the product in Odoo. A product that Odoo has under this SKU is used; else "
            "it is created. Of a group, every variation has a SKU of its own."
        ),
        "SNAIL-50",
    ),
    "parent_sku": Title(
        _lt("Parent SKU"),
        _lt(
            "Only for groups: the rows of one group have the same parent SKU. Two rows or more make a group."
        ),
        "SNAIL",
    ),
    "name": Title(
        _lt("Name on Shopee"),
        _lt(
            "In English or Simplified Chinese; Shopee refuses Korean. Of a group, the first row is "
            "enough for "
            "all columns but SKU, options and prices."
        ),
        "Snail Repair Cream 50 ml",
    ),
    "odoo_name": Title(
        _lt("Name in Odoo"),
        _lt("Name of a product that is created, in any language. Empty: the name on Shopee."),
        "달팽이 크림 50 ml",
    ),
    "description": Title(_lt("Description"), _lt("In English or Simplified Chinese."), ""),
    "category": Title(
        _lt("Category"),
        _lt("Its number on Shopee or its full path. Empty: the category chosen for the upload."),
        "100636",
    ),
    "brand": Title(_lt("Brand"), _lt("A brand that Shopee has in this category. Empty: no brand."), "COSRX"),
    "price": Title(
        _lt("Global price"),
        _lt("In the merchant's currency, above 0. It is the sales price of a product that is created."),
        "12900",
    ),
    "weight": Title(_lt("Weight (kg)"), _lt("Of the packed parcel, in kilograms."), "0.25"),
    "length": Title(
        _lt("Length (cm)"), _lt("Whole centimetres of the parcel: all three sides or none."), "12"
    ),
    "width": Title(_lt("Width (cm)"), _lt("Whole centimetres of the parcel: all three sides or none."), "8"),
    "height": Title(
        _lt("Height (cm)"), _lt("Whole centimetres of the parcel: all three sides or none."), "6"
    ),
    "days_to_ship": Title(_lt("Days to ship"), _lt("Whole days. Empty: 2."), "2"),
    "condition": Title(_lt("Condition"), _lt("NEW or USED. Empty: NEW."), "NEW"),
    "variation_1": Title(_lt("Variation 1"), _lt("Only for groups: what the rows differ in."), "Colour"),
    "option_1": Title(_lt("Option 1"), _lt("Only for groups: the value of this row."), "Red"),
    "variation_2": Title(_lt("Variation 2"), _lt("Only for groups that differ in a second way."), "Size"),
    "option_2": Title(_lt("Option 2"), _lt("Only for groups that differ in a second way."), "50 ml"),
    "components": Title(
        _lt("Kit components"),
        _lt(
            "Only for kits: SKU x quantity, one component a line or separated by semicolons. Kits need the "
            "Manufacturing app."
        ),
        "SNAIL-50 x 1; SUN-20 x 2",
    ),
}
PICTURES = (
    _lt("Picture 1"),
    _lt("Picture 2"),
    _lt("Picture 3"),
    _lt("Picture 4"),
    _lt("Picture 5"),
    _lt("Picture 6"),
    _lt("Picture 7"),
    _lt("Picture 8"),
    _lt("Picture 9"),
)
MAIN_NOTE = _lt(
    "Address of the main picture on the internet, which begins with https://. It is fetched after the "
    "import, for products that have no pictures."
)
PICTURE_NOTE = _lt("Address of a further picture.")
COLUMNS |= {
    f"picture_{number}": Title(
        title,
        MAIN_NOTE if number == 1 else PICTURE_NOTE,
        f"https://www.example.com/snail-50-{number}.jpg" if number < 3 else "",
    )
    for number, title in enumerate(PICTURES, start=1)
}

SENTENCES = {
    # Cells
    "not_a_number": _lt("“%(text)s” is not a number."),
    "date_for_number": _lt(
        "“%(text)s” is a date, not a number. Give the cell the format Text and type it again."
    ),
    "negative": _lt("The number must not be below 0, as %(text)s is."),
    "huge": _lt("%(text)s is larger than Shopee takes."),
    "not_whole": _lt("“%(text)s” is not a whole number."),
    "missing": _lt("Fill in this cell."),
    "too_long": _lt("The text has %(length)s letters; %(limit)s are the most."),
    "formula": _lt(
        "The cell has a formula. Write its result instead: copy the cell and paste it as a value."
    ),
    "merged": _lt("The cells %(range)s are merged. Unmerge them and fill in each one."),
    "date_made": _lt(
        "This looks like a date that Excel has made of something else. If so, give the cell the format Text "
        "and type it again."
    ),
    "digits_cut": _lt(
        "Excel keeps 15 digits of a number and makes the others zeros. If that has happened, give the cell "
        "the format Text and type it again."
    ),
    "excel_error": _lt("The cell shows an error of Excel, %(text)s. Type what belongs here."),
    "sku_twice": _lt("Row %(row)s has the same SKU."),
    "sku_several": _lt("Several products in Odoo have this SKU: %(names)s."),
    "sku_archived": _lt("The archived product “%(name)s” has this SKU too. A new product is created."),
    "sku_elsewhere": _lt(
        "Odoo has this SKU already, on “%(product)s”, which has other variants than this group."
    ),
    "sku_variant": _lt(
        "“%(product)s” has other variants too. List them together, as rows with the same parent SKU."
    ),
    "sku_on_shopee": _lt(
        "Shopee has this SKU already, on a product that is not linked to Odoo. Link it under Global Products."
    ),
    "condition": _lt("“%(text)s” is not possible: write NEW or USED."),
    "category_unknown": _lt("Shopee has no category “%(text)s”, or it has others below it."),
    "category_unread": _lt(
        "What Shopee asks in this category is being read. Check the file again in a minute."
    ),
    "brand_unknown": _lt("Shopee has no brand “%(text)s” in this category."),
    "attribute_foreign": _lt("The category of this row has no such attribute. Empty the cell."),
    "group_differs": _lt(
        "Row %(row)s of the same group says something else. Write it once, or the same everywhere."
    ),
    "group_alone": _lt("A group has two rows or more. Empty the parent SKU to list a single product."),
    "group_kit": _lt("A group cannot have kits among its rows. List the kit without a parent SKU."),
    "group_only": _lt("Variations are for groups. Fill in the parent SKU, or empty this cell."),
    "variation_twice": _lt("Both variations have this name. Write another one."),
    "option_twice": _lt("Row %(row)s of the same group has the same options."),
    "parent_is_sku": _lt("The parent SKU is the SKU of a row. Write another one."),
    "kit_no_app": _lt("Kits need the Manufacturing app. Install it, or list the product without components."),
    "component_unknown": _lt("Odoo has no product with the SKU %(sku)s."),
    "component_several": _lt("Several products in Odoo have the SKU %(sku)s."),
    "component_itself": _lt("A kit cannot hold itself."),
    "component_quantity": _lt("The quantity of %(sku)s must be 1 or more."),
    "component_twice": _lt("%(sku)s is in the kit twice. Add up the quantities."),
    "component_differs": _lt("Odoo has this kit already, with other components."),
    "not_a_kit": _lt("Odoo has this SKU already, and it is not a kit."),
    "store_unknown": _lt(
        "This store is not among those chosen for the upload. Empty the cell, or choose the store."
    ),
    "running": _lt(
        "The product is being listed on Shopee right now. Upload the row again when it has ended."
    ),
    "refused": _lt("Odoo refuses it: %(reason)s"),
    "unexpected": _lt("It could not be imported (%(reason)s). Ask your administrator."),
    # Pictures
    "picture_address": _lt(
        "Odoo cannot fetch from this address. Write one on the public internet that begins with https://."
    ),
    "pictures_kept": _lt(
        "The product has pictures already and keeps them. Tick “Replace pictures” to take those of the file."
    ),
    "picture_private": _lt(
        "Odoo does not fetch from this address, since it does not belong to the public internet. Put the "
        "picture elsewhere, or ask your administrator to allow the host."
    ),
    "picture_unreachable": _lt("The picture cannot be reached. Open the address in a browser to see why."),
    "picture_refused": _lt("The picture cannot be had: its server answers %(detail)s."),
    "picture_too_large": _lt("The picture is larger than %(detail)s MB."),
    "picture_not_an_image": _lt("There is no picture at this address that Odoo can read."),
    "picture_stopped": _lt("Fetching the picture was stopped. Press “Check again” and import once more."),
    # Files
    "empty_file": _lt("The file is empty."),
    "file_too_large": _lt("The file is too large. Split it into several ones."),
    "not_a_workbook": _lt("This is not an Excel file. Save it in Excel as .xlsx and upload that."),
    "password_protected": _lt("The file is protected by a password. Save it without one."),
    "macros": _lt("The file has macros, which are not accepted. Save it as .xlsx."),
    "zip_bomb": _lt("The file is far larger when unpacked than its contents explain. Save it anew in Excel."),
    "too_many_cells": _lt("The file has more cells than an upload can hold. Remove what is not needed."),
    "too_much_text": _lt("The file has more text than an upload can hold. Split it into several ones."),
    "corrupted": _lt("The file is damaged. Open it in Excel and save it anew as .xlsx."),
    "too_many_rows": _lt("The sheet has %(rows)s rows; %(limit)s are the most. Split it into several files."),
    "wrong_sheet": _lt(
        "No sheet has the columns of the template. Its first row must have the titles “SKU” and "
        "“Name on Shopee”."
    ),
    "no_rows": _lt("The sheet “%(sheet)s” has titles but no products below them."),
    "header": _lt(
        "The titles of the sheet have formulas or merged cells. Take the first row of the template."
    ),
    "formulas_many": _lt(
        "The sheet is full of formulas or merged cells. Paste its cells as values into the template."
    ),
    "stopped": _lt("The work on the file was stopped: %(reason)s. Press the button again."),
    "dead": _lt(
        "The work on the file has stopped, and Odoo does not know why. What was imported stays. Press the "
        "button again; if that does not help, ask your administrator."
    ),
}
