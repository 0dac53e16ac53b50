//! What both programs need of the virtual machine and of Token-2022's account layouts.
//! No rule of the product lives here.
#![no_std]

pub mod clock;
pub mod close;
pub mod cpi;
pub mod create;
pub mod entrypoint;
pub mod token;
pub mod vacant_or;
