pub mod accept_authority;
pub mod create_registry;
pub mod execute;
pub mod pause_registry;
pub mod propose_authority;
pub mod register_mint;
pub mod remove_entry;
pub mod resume_registry;
pub mod set_jurisdictions;
pub mod set_registry_roles;
pub mod upsert_entries;
pub mod upsert_entry;

pub use {
    accept_authority::*, create_registry::*, execute::*, pause_registry::*, propose_authority::*,
    register_mint::*, remove_entry::*, resume_registry::*, set_jurisdictions::*,
    set_registry_roles::*, upsert_entries::*, upsert_entry::*,
};
