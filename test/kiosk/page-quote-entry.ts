import { canonical } from '#shared/kernel/canonical.ts';
import { momentIn } from '#lib/moment.ts';
import { priceOf, type PriceInput } from '#lib/till/bill/price.ts';

/** What a page is asked: a bill at a till, and when. */
export type Asked = Omit<PriceInput, 'moment' | 'pointsMax' | 'pointsLeftAway'> & { readonly instant: string };
export type PageTill = { readonly priced: (asked: Asked) => string };

/** The price of a bill as the till's page counts it, in canonical bytes. */
const till: PageTill = {
	priced: ({ instant, ...asked }) => {
		const moment = momentIn(new Date(instant), asked.setup.property);
		return canonical(priceOf({ ...asked, moment, pointsMax: Infinity, pointsLeftAway: Infinity }));
	},
};
Object.assign(globalThis, { till });
