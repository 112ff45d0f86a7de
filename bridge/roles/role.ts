import type { Logger } from 'pino';
import type { MemberView } from '#shared/protocol/views.ts';
import type { Occupied } from '#shared/setup/state.ts';
import { momentAt } from '#shared/kernel/moment.ts';
import type { BridgeConfig } from '../config.ts';
import type { Guests } from '../counter/guests.ts';
import type { HouseClock } from '../link/house-clock.ts';
import type { Health } from '../health.ts';
import type { House } from '../link/house.ts';
import type { Pages, Screen } from '../pages/pages.ts';
import type { Printing } from '../printing/printing.ts';
import type { Runner } from '../counter/runner.ts';
import { ShownEnds } from '../counter/shown-ends.ts';
import type { SignIn } from '../counter/sign-in.ts';

/** What a till and a kiosk stand on alike. */
export type Around = {
	readonly config: BridgeConfig;
	readonly house: House;
	readonly health: Health;
	readonly time: HouseClock;
	/** `null` where there is none, or not yet. */
	readonly printing: () => Printing | null;
	readonly pages: () => Pages | null;
	/** An event of the conversation. */
	readonly heard: (event: object) => void;
	readonly log: Logger;
};

/** A conversation that runs, and what the rest of the bridge asks of it. */
export type Opened = {
	readonly runner: Runner;
	readonly guests: Guests;
	readonly screen: Screen;
	readonly close: () => void;
	readonly signIn: SignIn;
	/** Who is here, so that the devices cannot be set up; `null`: nobody. */
	readonly occupied: () => Occupied | null;
	/** Devices that are being set up are left to nobody for longer without a touch. */
	readonly idleMsMax: number;
};

/** Tells the server what guests read here. */
export function sawIn(role: 'till' | 'kiosk', { house, time, pages }: Around): (member: MemberView) => void {
	const shownEnds = new ShownEnds({
		...{ link: house.link, role },
		isWatched: () => pages()?.isWatched() ?? false,
		today: () => (house.counter ? momentAt(time.now(), house.counter.property).localDate : null),
	});
	return (member) => void shownEnds.saw(member);
}
