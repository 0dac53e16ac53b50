//! A script: one step after the other, each a tag and what it needs. Accounts are named by their place
//! among those that this program was given.

use {
    crate::{log, reader::Reader},
    alloc::vec::Vec,
    pinocchio::{
        cpi::{invoke_signed_unchecked, CpiAccount, Seed, Signer},
        error::ProgramError,
        instruction::{InstructionAccount, InstructionView},
        AccountView, ProgramResult,
    },
};

/// Calls a program: its place; accounts, counted, each a place and flags; signing addresses of this
/// program, counted, each its seeds, counted, with the bump; the data.
const INVOKE: u8 = 0;
/// Writes: the account's place, an offset u32, bytes.
const WRITE: u8 = 1;
/// Takes lamports off an account of this program: its place, the other's place, an amount u64.
const MOVE_LAMPORTS: u8 = 2;
/// Fails: a code u32.
const FAIL: u8 = 3;
/// Puts a line into the log: how often u16, its text.
const LOG: u8 = 4;
/// Puts data into the log, as programs do with their events: bytes.
const EMIT: u8 = 5;

const SIGNER: u8 = 1;
const WRITABLE: u8 = 2;

pub fn run(accounts: &mut [AccountView], script: &[u8]) -> ProgramResult {
    let mut reader = Reader::new(script);
    while !reader.is_empty() {
        match reader.u8()? {
            INVOKE => invoke(accounts, &mut reader)?,
            WRITE => write(accounts, &mut reader)?,
            MOVE_LAMPORTS => move_lamports(accounts, &mut reader)?,
            FAIL => return Err(ProgramError::Custom(reader.u32()?)),
            LOG => {
                let (times, line) = (reader.u16()?, reader.bytes()?);
                (0..times).for_each(|_| log::line(line));
            }
            EMIT => log::data(reader.bytes()?),
            _ => return Err(ProgramError::InvalidInstructionData),
        }
    }
    Ok(())
}

fn invoke(accounts: &[AccountView], reader: &mut Reader) -> ProgramResult {
    let program = view(accounts, reader)?;
    let (mut metas, mut views) = (Vec::new(), Vec::new());
    for _ in 0..reader.u8()? {
        let account = view(accounts, reader)?;
        let flags = reader.u8()?;
        metas.push(InstructionAccount::new(
            account.address(),
            flags & WRITABLE != 0,
            flags & SIGNER != 0,
        ));
        views.push(CpiAccount::from(account));
    }
    let mut seeds: Vec<Vec<Seed>> = Vec::new();
    for _ in 0..reader.u8()? {
        let mut of_one = Vec::new();
        for _ in 0..reader.u8()? {
            of_one.push(Seed::from(reader.bytes()?));
        }
        seeds.push(of_one);
    }
    let mut signers = Vec::new();
    for of_one in &seeds {
        signers.push(Signer::from(of_one.as_slice()));
    }
    let instruction = InstructionView {
        program_id: program.address(),
        accounts: &metas,
        data: reader.bytes()?,
    };
    // SAFETY: no reference into an account's data lives here: a hook's script is a copy.
    unsafe { invoke_signed_unchecked(&instruction, &views, &signers) };
    Ok(())
}

fn write(accounts: &mut [AccountView], reader: &mut Reader) -> ProgramResult {
    let mut account = *view(accounts, reader)?;
    let offset = reader.u32()? as usize;
    let bytes = reader.bytes()?;
    account
        .try_borrow_mut()?
        .get_mut(offset..offset + bytes.len())
        .ok_or(ProgramError::AccountDataTooSmall)?
        .copy_from_slice(bytes);
    Ok(())
}

fn move_lamports(accounts: &mut [AccountView], reader: &mut Reader) -> ProgramResult {
    let (mut from, mut to) = (*view(accounts, reader)?, *view(accounts, reader)?);
    let amount = reader.u64()?;
    from.set_lamports(from.lamports().wrapping_sub(amount));
    to.set_lamports(to.lamports().wrapping_add(amount));
    Ok(())
}

fn view<'a>(
    accounts: &'a [AccountView],
    reader: &mut Reader,
) -> Result<&'a AccountView, ProgramError> {
    accounts
        .get(reader.u8()? as usize)
        .ok_or(ProgramError::NotEnoughAccountKeys)
}
