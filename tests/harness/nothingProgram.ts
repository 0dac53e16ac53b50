const HEADER_SIZE = 64;
const SECTION_SIZE = 64;
/** mov64 r0, 0 and exit: success, whatever is asked. */
const CODE = [0xb7, 0, 0, 0, 0, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0];
const NAMES = new TextEncoder().encode("\0.text\0.shstrtab\0");

/**
 * The ELF of a program that takes every instruction and does nothing: what ours must not believe where it stands in another's place. Little-endian ELF64 for
 * eBPF with two sections, which is all that the loader wants of SBPF v0 (solana-sbpf, elf.rs).
 */
export const NOTHING_PROGRAM: Uint8Array = build();

function build(): Uint8Array {
  const textAt = HEADER_SIZE;
  const namesAt = textAt + CODE.length;
  const sectionsAt = namesAt + Math.ceil(NAMES.length / 8) * 8;
  const bytes = new Uint8Array(sectionsAt + 3 * SECTION_SIZE);
  const view = new DataView(bytes.buffer);

  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]); // magic, 64 bits, little-endian, version 1
  view.setUint16(16, 3, true); // ET_DYN
  view.setUint16(18, 247, true); // EM_BPF
  view.setUint32(20, 1, true);
  view.setBigUint64(24, BigInt(textAt), true); // entry point
  view.setBigUint64(32, BigInt(HEADER_SIZE), true); // program headers: none
  view.setBigUint64(40, BigInt(sectionsAt), true);
  view.setUint16(52, HEADER_SIZE, true);
  view.setUint16(54, 56, true); // size of a program header
  view.setUint16(58, SECTION_SIZE, true);
  view.setUint16(60, 3, true); // sections
  view.setUint16(62, 2, true); // the one with the names

  bytes.set(CODE, textAt);
  bytes.set(NAMES, namesAt);
  section(1, { name: 1, type: 1, flags: 6n, at: textAt, size: CODE.length }); // PROGBITS, ALLOC and EXECINSTR
  section(2, { name: 7, type: 3, flags: 0n, at: namesAt, size: NAMES.length }); // STRTAB
  return bytes;

  function section(place: number, of: { name: number; type: number; flags: bigint; at: number; size: number }): void {
    const header = sectionsAt + place * SECTION_SIZE;
    const address = of.flags === 0n ? 0n : BigInt(of.at);
    view.setUint32(header, of.name, true);
    view.setUint32(header + 4, of.type, true);
    view.setBigUint64(header + 8, of.flags, true);
    view.setBigUint64(header + 16, address, true);
    view.setBigUint64(header + 24, BigInt(of.at), true);
    view.setBigUint64(header + 32, BigInt(of.size), true);
    view.setBigUint64(header + 48, 8n, true); // alignment
  }
}
