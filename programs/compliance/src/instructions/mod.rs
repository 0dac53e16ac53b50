pub mod create_registry;
pub mod execute;
pub mod register_mint;
pub mod upsert_entry;

pub use {create_registry::*, execute::*, register_mint::*, upsert_entry::*};
