"""Client of the Shopee Open Platform: pure Python, never imports odoo."""
