#!/usr/bin/env bash
# rp2040js 1.4.1: an interrupt that is pending already when WFI is reached does not end it, as it does
# on a Cortex-M0+; the core sleeps until another one comes. The usual "cpsid i; look; wfi; cpsie i"
# then oversleeps now and then, seen here as lost samples. And a write to NVIC_ICPR clears nothing.
# Run by hand: bash findings/rp2040js_wfi.sh; exit code 1 once the behaviour is another.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-fund --no-audit --prefix "$folder" rp2040js@1.4.1
cd "$folder"
cat >sleep.cjs <<'JS'
const { Simulator, ConsoleLogger, LogLevel } = require("rp2040js");
const mcu = new Simulator().rp2040;
mcu.logger = new ConsoleLogger(LogLevel.Error, false);
const ISER = 0xe000e100, ISPR = 0xe000e200, ICPR = 0xe000e280, IRQ = 1 << 5;
const PROGRAM = [0xb672, 0xbf30, 0x2001]; // cpsid i; wfi; movs r0, #1
PROGRAM.forEach((word, i) => mcu.writeUint16(0x20000000 + 2 * i, word));
mcu.core.PC = 0x20000000;
mcu.writeUint32(ISER, IRQ);
mcu.core.executeInstruction();
mcu.writeUint32(ISPR, IRQ); // It comes when interrupts are off, before the WFI.
mcu.core.executeInstruction();
const asleep = mcu.core.waiting;
mcu.writeUint32(ICPR, IRQ);
const pending = Boolean(mcu.readUint32(ISPR) & IRQ);
console.log(`WFI with an interrupt pending: ${asleep ? "sleeps" : "goes on"}`);
console.log(`pending after it was cleared by ICPR: ${pending}`);
process.exit(asleep && pending ? 0 : 1);
JS
node sleep.cjs
