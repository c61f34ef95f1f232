with source as (
    select * from {{ source('catalog', 'identities') }}
),

renamed as (
    select
        -- identity
        rule_id,
        form,

        -- meaning
        kind,
        expression,
        severity,
        tier,
        note
    from source
)

select * from renamed
