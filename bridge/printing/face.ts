import type { PrinterTrouble } from '#shared/counter/state.ts';
import type { Clock } from '../clock.ts';
import type { PrinterMemory } from './printer-memory.ts';
import { GOOD, troubleOf, type PrinterCondition } from './status.ts';

/** How a printer is, for whoever stands before it. `midSlip`: a slip was being printed when the trouble began. */
export type PrinterShown =
	| { readonly kind: 'ready'; readonly paperLow?: true; readonly drawerOpen?: true }
	| { readonly kind: PrinterTrouble; readonly midSlip?: true };

/** Of the contact at a drawer. */
export type DrawerLevel = 'high' | 'low';

type Parts = {
	readonly memory: PrinterMemory;
	readonly clock: Clock;
	/** The level of the drawer's contact that means open; `null` where it has none. */
	readonly drawerOpenIs?: DrawerLevel | null | undefined;
	/** Whenever it changes. */
	readonly onState: (shown: PrinterShown) => void;
};

/** What a printer has told of itself, and what of that is shown. */
export class Face {
	readonly #parts: Parts;
	#condition = GOOD;
	#hotSinceMs: number | undefined;
	#troubleMidSlip = false;
	#shown = '';

	constructor(parts: Parts) {
		this.#parts = parts;
	}

	get condition(): PrinterCondition {
		return this.#condition;
	}

	learn(condition: PrinterCondition): void {
		const { memory, clock } = this.#parts;
		this.#condition = condition;
		this.#hotSinceMs = condition.headHot ? (this.#hotSinceMs ?? clock.elapsedMs()) : undefined;
		// A sensor at the edge of the roll wavers; a new roll comes where the old one has ended, or with the cover open.
		const isChanging = condition.coverOpen || condition.paperOut;
		memory.rollLow = !isChanging && (condition.paperLow || memory.rollLow);
	}

	show(isPrinting: boolean): void {
		const { clock, memory, drawerOpenIs = null, onState } = this.#parts;
		const { drawerHigh } = this.#condition;
		const isDrawerOpen = drawerHigh !== undefined && drawerOpenIs === (drawerHigh ? 'high' : 'low');
		const hotMs = this.#hotSinceMs === undefined ? 0 : clock.elapsedMs() - this.#hotSinceMs;
		const kind = troubleOf(this.#condition, hotMs) ?? 'ready';
		this.#troubleMidSlip = kind !== 'ready' && (this.#troubleMidSlip || isPrinting);
		const shown: PrinterShown =
			kind === 'ready'
				? { kind, ...(memory.rollLow && { paperLow: true }), ...(isDrawerOpen && { drawerOpen: true }) }
				: { kind, ...(this.#troubleMidSlip && { midSlip: true }) };
		const told = JSON.stringify(shown);
		if (told === this.#shown) return;
		this.#shown = told;
		onState(shown);
	}
}
