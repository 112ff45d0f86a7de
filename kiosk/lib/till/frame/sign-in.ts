import type { Away } from '#shared/counter/state.ts';
import type { SignInRefusal } from '#shared/protocol/views.ts';
import type { Wording } from '../wording.ts';

export const PIN_LENGTH = 4;

/** Why a PIN did nothing. @param opensInMs until the next one is heard; when that is over there is nothing to say */
export function signInText(refusal: SignInRefusal | Away, opensInMs: number, { t }: Wording): string | undefined {
	switch (refusal.code) {
		case 'pin_wrong':
			return t('sign-in.pin_wrong', { count: refusal.triesLeft });
		case 'pin_locked':
			return opensInMs > 0 ? t('sign-in.pin_locked', { count: Math.ceil(opensInMs / 1_000) }) : undefined;
		case 'server_away':
			return t('sign-in.server_away');
	}
}
