//! Prints the Anchor IDL (spec 0.1.0) of the program in a folder: `idl PATH`.
use anchor_lang_idl::build::IdlBuilder;
use anyhow::Context;

fn main() -> anyhow::Result<()> {
    // With a toolchain named, the builder would ask rustup to download it.
    std::env::remove_var("RUSTUP_TOOLCHAIN");
    let path = std::env::args().nth(1).context("usage: idl PATH")?;
    let idl = IdlBuilder::new()
        .program_path(path.into())
        .cargo_args(vec!["--locked".into(), "--lib".into()])
        .build()?;
    println!("{}", serde_json::to_string(&idl)?);
    Ok(())
}
