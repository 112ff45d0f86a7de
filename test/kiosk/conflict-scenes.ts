import type { Page } from 'playwright';
import type { ShownConflict } from '#shared/counter/conflicts.ts';
import type { VisitId } from '#shared/kernel/ids.ts';
import type { FakeBridge } from '../fakes/fake-bridge.ts';
import { memberOf } from './miramar-till.ts';

const MIGUEL = memberOf('Miguel Ángel');
const facts = { currency: 'EUR', occurredAt: '2026-11-21T14:12:00.000Z' } as const;

export const UNBOOKED: ShownConflict = {
	...{ ...facts, kind: 'unbooked', code: 'check_duplicate', checkNumber: 'R-2041', paidMinor: 8_300 },
	...{ visitId: '0190f7c2-5b6e-7a41-9f3c-00000000001a' as VisitId, memberId: MIGUEL.id },
	guestName: MIGUEL.displayName,
};
export const OWING: ShownConflict = {
	...{ ...facts, kind: 'debt', owedPoints: 38, checkNumber: null, paidMinor: 4_600 },
	...{ visitId: '0190f7c2-5b6e-7a41-9f3c-00000000001b' as VisitId, memberId: MIGUEL.id, guestName: null },
};

/** A bridge that knows Boris's PIN, and takes from the list what he has looked at. */
export function looking(bridge: FakeBridge): void {
	bridge.say({ conflicts: [UNBOOKED, OWING] });
	bridge.oninput = (input) => {
		if (input.kind !== 'conflict-seen') return;
		const { visitId } = input;
		const refusal = input.pin === '1111' ? ({ code: 'approver_forbidden' } as const) : WRONG;
		if (input.pin !== '2222') return bridge.say({ puttingAway: { kind: 'refused', visitId, refusal } });
		const conflicts = bridge.state.conflicts.filter((conflict) => conflict.visitId !== visitId);
		bridge.say({ conflicts, puttingAway: { kind: 'idle' } });
	};
}
const WRONG = { code: 'pin_wrong', triesLeft: 3 } as const;

async function open(bridge: FakeBridge, page: Page): Promise<void> {
	looking(bridge);
	await page.locator('[aria-keyshortcuts=F7]').waitFor();
	await page.keyboard.press('F7');
	await page.locator('.pin').waitFor();
}

/** Pictures of a till where somebody has to look at something. */
export const CONFLICT_SCENES = {
	'conflict-told': {
		outlet: 'restaurant',
		play: async (bridge: FakeBridge, page: Page) => {
			looking(bridge);
			await page.locator('[aria-keyshortcuts=F7]').waitFor();
		},
	},
	conflict: { outlet: 'restaurant', play: open },
	'conflict-debt': {
		outlet: 'restaurant',
		play: async (bridge: FakeBridge, page: Page) => {
			await open(bridge, page);
			await page.locator('.list button').nth(1).click();
			await page.keyboard.type('9999');
			await page.getByRole('alert').waitFor();
		},
	},
} as const;
