import type { KioskNotice } from '#shared/counter/kiosk-state.ts';
import type { Mark } from '../parts/mark.ts';
import type { KioskTranslate } from './texts.ts';

/** After so many swipes that were not read, a person helps. */
export const TRIES_MOST = 3;

export type NoticeText = {
	readonly mark: Mark;
	readonly title: string;
	readonly detail: string;
	readonly tries?: string;
};

/** What happened with the card, and what the guest does now. */
export function noticeText({ code, tries }: KioskNotice, t: KioskTranslate, club: string): NoticeText {
	const own = t('notice.own-detail', { club });
	switch (code) {
		case 'card_unreadable':
			if (tries >= TRIES_MOST) return { mark: 'note', title: t('notice.desk'), detail: t('notice.desk-detail') };
			return {
				mark: 'wait',
				title: t('notice.unreadable'),
				detail: t('notice.unreadable-detail'),
				tries: t('notice.try', { tries, most: TRIES_MOST }),
			};
		case 'card_identity':
			return { mark: 'stop', title: t('notice.identity'), detail: own };
		case 'card_payment':
			return { mark: 'stop', title: t('notice.payment'), detail: own };
		case 'card_foreign':
			return { mark: 'note', title: t('notice.foreign'), detail: own };
		case 'card_unknown':
			return { mark: 'note', title: t('notice.unknown'), detail: t('notice.unknown-detail') };
		case 'card_blocked':
			return { mark: 'stop', title: t('notice.blocked'), detail: t('notice.blocked-detail') };
		case 'member_not_found':
			return { mark: 'note', title: t('notice.not-found'), detail: t('notice.not-found-detail') };
		case 'server_away':
			return { mark: 'wait', title: t('notice.away'), detail: t('notice.away-detail') };
	}
}
