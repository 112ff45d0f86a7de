import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { Logger } from 'pino';
import type { CardPattern } from '#shared/card/card.ts';
import type { DeviceEvent } from '../counter/runner.ts';
import { SLIP_CODE } from '#shared/setup/slip-code.ts';
import type { SetupEffect, SetupEvent, UsedPrinter } from '#shared/setup/state.ts';
import type { Clock } from '../clock.ts';
import type { ConfigFile } from '../config-file.ts';
import type { EncodedSlip } from '../printing/encode.ts';
import {
	nameOf,
	placeOf,
	profileOf,
	standingAt,
	transportOf,
	wholeConfig,
	type PrinterConfig,
	type WholeConfig,
} from '../printing/printer-config.ts';
import { recallPrinter, type PrinterMemory } from '../printing/printer-memory.ts';
import type { ProfileName } from '../printing/profile.ts';
import type { PrinterPlace } from './attached.ts';
import { kick, profileBy, testSlip, trialPaper } from '../printing/trial-paper.ts';
import { TrialPrinter } from '../printing/trial-printer.ts';

const DRAWER_MS = { onMs: 100, offMs: 200 } as const;

export type PrinterEffect = Extract<
	SetupEffect,
	{ kind: 'print-trial' | 'kick' | 'print-slip' | 'keep-printer' | 'forget-printer' }
>;

type Parts = {
	readonly file: ConfigFile;
	/** What the counter keeps of its printer. */
	readonly memoryPath: string;
	/** Where a device is; `undefined`: it is the counter's own. */
	readonly placeOf: (device: string, speed: number | null) => PrinterPlace | undefined;
	/** The name of the house, for the slip. */
	readonly house: () => string;
	/** The printer of the counter is nobody's meanwhile. */
	readonly putAway: () => Promise<void>;
	readonly tell: (event: SetupEvent) => void;
	readonly clock: Clock;
	readonly log: Pick<Logger, 'info'>;
};

/** Tries a printer, and writes what was found of it. */
export class PrinterBench {
	readonly #parts: Parts;
	#trial: { readonly printer: TrialPrinter; readonly place: string } | null = null;
	#code: string | null = null;

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	get used(): UsedPrinter | null {
		const { printer } = this.#parts.file.read();
		if (!printer) return null;
		const config = wholeConfig(printer);
		const memory = this.#recall(config);
		const standing = standingAt(config, memory);
		const movedFrom = standing === config ? null : nameOf(config);
		return { name: nameOf(standing), profile: profileOf(config, memory), pin: config.drawer?.pin ?? null, movedFrom };
	}

	/** The code of the slip that was printed last: only that one is let through, and no other. */
	get patterns(): readonly CardPattern[] {
		const code = this.#code;
		return code === null ? [] : [{ ...SLIP_CODE, prefix: code }];
	}

	/** A reader of the counter has read something. */
	scanned(event: DeviceEvent): void {
		this.compare(event.kind === 'card-read' ? event.card.number : null);
	}

	/** Whether a code is that of the slip. */
	compare(code: string | null): void {
		if (this.#code !== null) this.#parts.tell({ kind: 'scanned', scan: code === this.#code ? 'right' : 'other' });
	}

	isUsed(place: PrinterPlace): boolean {
		const { printer } = this.#parts.file.read();
		return printer !== null && placeOf(wholeConfig(printer)) === placeOf(wholeConfig(configAt(place)));
	}

	async run(effect: PrinterEffect): Promise<void> {
		switch (effect.kind) {
			case 'print-trial':
				return this.#print(effect, trialPaper());
			case 'kick':
				return this.#print(effect, kick({ pin: effect.pin, ...DRAWER_MS }));
			case 'print-slip': {
				const profile = this.#profileFor(effect);
				const { prefix, length } = SLIP_CODE;
				const code = prefix + Array.from({ length: length - prefix.length }, () => randomInt(10)).join('');
				await this.#print(effect, testSlip(profile, this.#parts.house(), code), profile);
				this.#code = code;
				return;
			}
			case 'keep-printer':
				return this.#keep(effect);
			case 'forget-printer':
				await this.#parts.putAway();
				this.#parts.file.changePrinter(
					(before) =>
						(before?.['serial'] === undefined ? (before ?? null) : { ...before, serial: null }) as PrinterConfig | null,
				);
				rmSync(this.#parts.memoryPath, { force: true });
				this.#parts.log.info({}, 'what was known of the printer was forgotten');
				return this.#parts.tell({ kind: 'kept', code: 'printer_forgotten' });
		}
	}

	rest(): void {
		this.#trial?.printer.close();
		this.#trial = null;
		this.#code = null;
	}

	#profileFor({ device, figure, row }: Extract<PrinterEffect, { kind: 'print-slip' }>): ProfileName {
		const own = this.#parts.file.read().printer;
		if (this.#parts.placeOf(device, null) !== undefined || !own) return profileBy(figure, row);
		const config = wholeConfig(own);
		return profileOf(config, this.#recall(config));
	}

	#recall(config: WholeConfig): PrinterMemory {
		return recallPrinter(this.#parts.memoryPath, placeOf(config), false);
	}

	/** Does not wait: paper may take hours to come, and whoever leaves must not wait for it. */
	async #print(
		{ device, speed }: { readonly device: string; readonly speed: number | null },
		slip: EncodedSlip,
		profile?: ProfileName,
	): Promise<void> {
		const { file, tell, clock, putAway } = this.#parts;
		await putAway();
		const place = this.#parts.placeOf(device, speed);
		const own = wholeConfig(place ? configAt(place) : ownOf(file));
		const config = place ? own : standingAt(own, this.#recall(own));
		const key = `${placeOf(config)}@${speed}`;
		if (this.#trial?.place !== key) {
			this.rest();
			const onTrouble = (trouble: Extract<SetupEvent, { kind: 'printer-shown' }>['trouble']): void =>
				tell({ kind: 'printer-shown', trouble });
			this.#trial = { printer: new TrialPrinter({ transport: transportOf(config), onTrouble, clock }), place: key };
		}
		const { printer } = this.#trial;
		void printer.print(slip).then((outcome) => {
			if (outcome && this.#trial?.printer === printer) tell({ kind: 'printed', outcome, ...(profile && { profile }) });
		});
	}

	#keep({ device, speed, figure, row, pin }: Extract<PrinterEffect, { kind: 'keep-printer' }>): void {
		const { file, memoryPath, tell, log } = this.#parts;
		const place = this.#parts.placeOf(device, speed);
		if (!place) throw new Error('The printer is in use already.');
		this.rest();
		const profile = profileBy(figure, row);
		// What says how the house prints stays; what says where and on what does not.
		file.changePrinter((before) => {
			const drawer = before?.['drawer'] as PrinterConfig['drawer'];
			return {
				...Object.fromEntries(Object.entries(before ?? {}).filter(([name]) => !OF_A_PLACE.includes(name))),
				...{ ...place, profile, drawer: pin === null ? null : { ...DRAWER_MS, ...drawer, pin } },
			};
		});
		rmSync(memoryPath, { force: true });
		log.info({ place: placeOf(wholeConfig(configAt(place))), profile, pin }, 'a printer was set up');
		tell({ kind: 'kept', code: 'printer_kept' });
	}
}

const OF_A_PLACE: readonly string[] = [
	'kind',
	'host',
	'port',
	'shared',
	'idleSeconds',
	'follow',
	'path',
	'baudRate',
	'flow',
	'serial',
];

const configAt = (place: PrinterPlace): PrinterConfig => ({ ...place });

function ownOf(file: ConfigFile): PrinterConfig {
	const { printer } = file.read();
	if (!printer) throw new Error('The counter has no printer.');
	return printer;
}
