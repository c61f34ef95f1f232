-- A duplicate names a file with the same bytes that is no duplicate itself.
with files as (
    select * from {{ ref('mart_documents') }}
)

select
    copies.file_path,
    copies.duplicate_of
from files as copies
left join files as originals
    on
        copies.duplicate_of = originals.file_path
        and copies.document_id = originals.document_id
        and originals.outcome != 'duplicate'
where
    copies.outcome = 'duplicate'
    and originals.file_path is null
