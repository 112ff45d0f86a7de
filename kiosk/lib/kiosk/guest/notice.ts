import type { KioskNotice } from '#shared/counter/kiosk-state.ts';
import type { Mark } from '../../parts/mark.ts';
import type { KioskTranslate } from '../texts.ts';

/** After so many swipes that were not read, a person helps. */
const TRIES_MOST = 3;

export type NoticeText = {
	readonly mark: Mark;
	readonly title: string;
	readonly detail: string;
	readonly tries?: string;
	/** Another swipe helps; else it is a person who does. */
	readonly swipeHelps: boolean;
};

/** The bridge does not answer: the page is alone. */
export const awayText = (t: KioskTranslate): NoticeText => ({
	mark: 'wait',
	title: t('kiosk.away'),
	detail: t('kiosk.away-detail'),
	swipeHelps: false,
});

/** What happened with the card, and what the guest does now. */
export function noticeText({ code, tries }: KioskNotice, t: KioskTranslate, club: string): NoticeText {
	const swipe = (mark: Mark, title: string, detail: string) => ({ mark, title, detail, swipeHelps: true });
	const ask = (mark: Mark, title: string, detail: string) => ({ mark, title, detail, swipeHelps: false });
	const own = t('notice.own-detail', { club });
	switch (code) {
		case 'card_unreadable':
			return tries >= TRIES_MOST
				? ask('note', t('notice.desk'), t('notice.desk-detail'))
				: {
						...swipe('wait', t('notice.unreadable'), t('notice.unreadable-detail')),
						tries: t('notice.try', { tries, most: TRIES_MOST }),
					};
		case 'card_identity':
			return swipe('stop', t('notice.identity'), own);
		case 'card_payment':
			return swipe('stop', t('notice.payment'), own);
		case 'card_foreign':
			return swipe('note', t('notice.foreign'), own);
		case 'card_ambiguous':
			return swipe('wait', t('notice.ambiguous'), t('notice.ambiguous-detail'));
		case 'card_unknown':
			return ask('note', t('notice.unknown'), t('notice.unknown-detail'));
		case 'card_blocked':
			return ask('stop', t('notice.blocked'), t('notice.blocked-detail'));
		case 'member_not_found':
			return ask('note', t('notice.not-found'), t('notice.not-found-detail'));
		case 'server_away':
			return ask('wait', t('notice.away'), t('notice.away-detail'));
	}
}

/** Its sentences, each for a line of its own: no line breaks within a word where a language has no spaces. */
export const sentencesOf = (title: string): readonly string[] => title.split(/(?<=[.?!。？！])\s*/u).filter(Boolean);
