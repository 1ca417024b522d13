"""global_product/*: level merchant. Items here are those of the merchant, mirrored to its shops."""

from .items import (
    ITEM_BATCH,
    add_global_item,
    add_global_model,
    get_global_item_id,
    get_global_item_info,
    get_global_item_list,
    get_global_model_list,
    get_published_list,
    init_tier_variation,
    update_global_item,
    update_global_model,
    update_price,
    update_stock,
    update_tier_variation,
)
from .publishing import (
    SYNC_BATCH,
    create_publish_task,
    get_local_adjustment_rate,
    get_publish_task_result,
    get_publishable_shop,
    get_shop_publishable_status,
    set_sync_field,
)
from .reference import (
    CATEGORY_BATCH,
    BrandPage,
    category_recommend,
    get_attribute_tree,
    get_brand_list,
    get_category,
    get_global_item_limit,
    get_recommend_attribute,
    search_global_attribute_value_list,
    support_size_chart,
)
