import { createContext } from 'svelte';
import type { KioskState } from '#shared/counter/kiosk-state.ts';
import type { Language } from '#shared/kernel/language.ts';
import type { CounterSetup } from '#shared/protocol/views.ts';
import { Writing } from '../fonts/writing.ts';
import { formatOf, type Format } from '../i18n/format.ts';
import { languageOfHouse } from '../i18n/own-language.ts';
import type { Link } from '../link.svelte.ts';
import { houseMs } from '../moment.ts';
import { patienceOf, presenceOf, type Presence } from './presence.ts';
import { isOut } from './slip/slip.ts';
import { kioskTranslator, kioskWords, type KioskKey, type KioskTranslate } from './texts.ts';

/** A notice that nobody stands before any more goes by itself; with large letters three times as late. */
const NOTICE_MS = 10_000;

export type KioskScreenName = 'opening' | 'new' | 'attract' | 'home' | 'slip';

/**
 * What the page knows besides the kiosk's state: the language and the letters that were chosen, and how long nobody has
 * touched it. It keeps nothing of a guest: not one field here holds a name, a number or an id.
 */
export class Kiosk {
	readonly #link: Link;
	readonly #writing = new Writing();
	#language = $state<Language>();
	#seesBetter = $state(false);
	/** The guest went back from the slip to the points. */
	#slipRead = $state(false);
	#touchedAtMs = $state(houseMs());
	#nowMs = $state(houseMs());
	#noticeAtMs = 0;
	#noticeCount = -1;
	#conversation: number | undefined;
	#guestWas: KioskState['guest']['kind'] = 'none';
	#slipWasOut = false;
	#left: { readonly conversation: number; readonly told: boolean } | undefined;

	readonly #translate: KioskTranslate = $derived.by(() => kioskTranslator(this.language));
	readonly #format: Format = $derived.by(() => {
		const { setup } = this.#link;
		return formatOf(this.language, setup?.currency ?? { code: 'EUR', exponent: 2 }, setup?.property.timeZone ?? 'UTC');
	});

	constructor(link: Link) {
		this.#link = link;
		link.onkiosk((state) => this.#follow(state));
	}

	get setup(): CounterSetup | null | undefined {
		return this.#link.setup;
	}

	get state(): KioskState | undefined {
		return this.#link.kiosk;
	}

	get connected(): boolean {
		return this.#link.connected;
	}

	get language(): Language {
		return this.#language ?? this.#link.setup?.property.language ?? languageOfHouse();
	}

	get format(): Format {
		return this.#format;
	}

	t = (key: KioskKey, values?: Parameters<KioskTranslate>[1]): string => this.#translate(key, values);

	get seesBetter(): boolean {
		return this.#seesBetter;
	}

	get nowMs(): number {
		return this.#nowMs;
	}

	get screen(): KioskScreenName {
		const { state, setup } = this;
		if (setup === null) return 'new';
		if (!state || !setup) return 'opening';
		if (state.guest.kind !== 'shown') return 'attract';
		return state.slip && !this.#slipRead ? 'slip' : 'home';
	}

	/** Somebody who is only looking at the resting screen is not asked whether they are still there. */
	get presence(): Presence {
		if (this.state?.guest.kind !== 'shown') return { kind: 'here' };
		return this.#quiet();
	}

	choose(language: Language): void {
		this.#writing.when(kioskWords(language), () => (this.#language = language));
	}

	toggleLetters(): void {
		this.#seesBetter = !this.#seesBetter;
	}

	/** Asks for a slip; where one is on its way already, shows how far it is. */
	print(): void {
		this.#slipRead = false;
		const slip = this.state?.slip;
		if (!slip || isOut(slip)) this.#link.ask({ kind: 'balance-print-asked' });
	}

	readSlip(): void {
		this.#slipRead = true;
	}

	touch(): void {
		this.#touchedAtMs = houseMs();
		this.#nowMs = this.#touchedAtMs;
	}

	/** The page forgets at once, and the bridge hears of it, now or when it is back. */
	leave(): void {
		const { state } = this;
		if (!state) return;
		const told = this.#left?.conversation === state.conversation && this.#left.told;
		this.#left = { conversation: state.conversation, told: told || this.#link.ask({ kind: 'guest-left' }) };
		this.#link.forgetGuest();
		this.#rest();
	}

	/** Called a few times a second: all that happens here by itself happens in here. */
	tick(nowMs: number): void {
		this.#nowMs = nowMs;
		const { state } = this;
		if (state?.notice && nowMs - this.#noticeAtMs > NOTICE_MS * (this.#seesBetter ? 3 : 1))
			this.#link.ask({ kind: 'notice-read' });
		if (this.#quiet().kind !== 'gone') return;
		if (state?.guest.kind === 'shown') this.leave();
		else if (state?.guest.kind === 'none') this.#rest();
	}

	#quiet(): Presence {
		const slip = this.state?.slip;
		const slipIsOut = Boolean(slip && isOut(slip) && !this.#slipRead);
		return presenceOf(this.#nowMs - this.#touchedAtMs, patienceOf({ slipIsOut, seesBetter: this.#seesBetter }));
	}

	/** As the house left it. */
	#rest(): void {
		this.#language = undefined;
		this.#seesBetter = false;
		this.#slipRead = false;
		this.#slipWasOut = false;
		this.#guestWas = 'none';
		this.touch();
	}

	#follow(state: KioskState): void {
		// What was on its way when the guest left, or what a broken line kept back.
		if (state.conversation === this.#left?.conversation && state.guest.kind !== 'none') return this.leave();
		this.#left = undefined;

		if (this.#conversation !== undefined && this.#conversation !== state.conversation) {
			// Language and letters that were chosen before the swipe are the guest's own.
			if (this.#guestWas === 'none' && state.guest.kind !== 'none') this.touch();
			else this.#rest();
			this.#slipRead = false;
		}
		this.#conversation = state.conversation;
		if (state.guest.kind === 'shown' && this.#guestWas !== 'shown') {
			this.#language = state.guest.member.language;
			this.touch();
		}
		this.#guestWas = state.guest.kind;

		const slipIsOut = state.slip !== null && isOut(state.slip);
		if (slipIsOut && !this.#slipWasOut) this.touch();
		this.#slipWasOut = slipIsOut;

		if (state.notice && state.notice.count !== this.#noticeCount) {
			this.#noticeCount = state.notice.count;
			this.#noticeAtMs = houseMs();
			this.touch();
		}
	}
}

export const [useKiosk, setKiosk] = createContext<Kiosk>();
