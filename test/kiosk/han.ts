import { DEVICE_TEXTS } from '#lib/devices/texts.ts';
import { DEMO_CARDS } from '#lib/devices/demo-cards.ts';
import { GUEST_TEXTS } from '#lib/i18n/guest-texts.ts';
import { firstWords } from '#lib/i18n/staff-texts.ts';
import { ENDONYMS, type Text } from '#lib/i18n/text.ts';
import { zh } from '#lib/i18n/zh.ts';
import { firstKioskWords, OWN_TEXTS, restingWords } from '#lib/kiosk/texts.ts';
import { RISK_TEXTS } from '#lib/risk/risk-texts.ts';
import { SETUP_TEXTS } from '#lib/setup/texts.ts';
import { START_TEXTS } from '#lib/start/texts.ts';
import { CONFLICT_TEXTS } from '#lib/till/conflicts/texts.ts';
import { RETURN_TEXTS } from '#lib/till/returns/texts.ts';
import { FINDING_LEVELS, type FindingCode } from '#shared/self-check/finding.ts';
import { FINDING_TEXTS } from '#shared/self-check/texts/texts.ts';
import { TRIAL_WORDS } from '#shared/setup/trial-words.ts';

/** What a date brings along. */
const DATES = '年月日';
/** How hotels name their outlets, what they sell there, tiers and rewards; other words find their signs in the whole font. */
const HOTEL_WORDS = `
	大堂 前台 餐厅 餐饮 酒吧 咖啡厅 水疗中心 精品店 商店 健身房 泳池 客房 宴会 会议
	餐食 饮料 酒水 烟草 早餐 午餐 晚餐 房费 房晚 护理 产品 服装 礼品卡 第三方服务 其他
	普卡 银卡 金卡 白金 钻石 会员 贵宾 免费 一次 优惠券
`;
/** Han signs, their punctuation and full-width forms; all else has its letters in the two voices. */
const HAN_FROM = 0x2e80;

const formsOf = (text: Text): readonly string[] => (typeof text === 'string' ? [text] : Object.values(text));

const hanIn = (...texts: readonly Text[]): ReadonlySet<string> =>
	new Set([...texts.flatMap(formsOf).join('')].filter((sign) => sign.codePointAt(0)! >= HAN_FROM));

/** Signs in the order in which a page needs them; each group has files of its own. */
type HanScreen = {
	/** What stands there whatever the language is. */
	readonly always: () => ReadonlySet<string>;
	/** What a Chinese page needs before it is drawn; all where nothing else is said. */
	readonly first?: () => ReadonlySet<string>;
	/** Every Chinese sign that the screen itself can write; names of guests come on top. */
	readonly all: () => ReadonlySet<string>;
};

const GUEST = [...Object.values(GUEST_TEXTS.zh), ...Object.values(RISK_TEXTS.zh)];
const OWNERS = DEMO_CARDS.flatMap(({ owner }) => owner?.name ?? []);

export type HanScreenName = 'till' | 'returns' | 'conflicts' | 'kiosk' | 'start' | 'devices' | 'setup';

const TILL = [ENDONYMS.zh, DATES, HOTEL_WORDS, ...GUEST, ...Object.values(zh)];

/** What a server alone finds is not said at a counter, nor what is well. */
const SERVERS = /^(books|database|keys|house|backup|certificate)_|_before_books$/;
const COUNTERS_FINDINGS = Object.entries(FINDING_TEXTS.zh).flatMap(([code, texts]) =>
	SERVERS.test(code) || FINDING_LEVELS[code as FindingCode] === 'ok' ? [] : texts.filter((text) => text !== undefined),
);

export const HAN_SCREENS: Readonly<Record<HanScreenName, HanScreen>> = {
	till: {
		always: () => hanIn(ENDONYMS.zh),
		first: () => hanIn(DATES, HOTEL_WORDS, firstWords('zh', zh)),
		all: () => hanIn(...TILL),
	},
	// Fetched when a bill comes back, on top of what the till has.
	returns: {
		always: () => new Set(),
		all: () => hanIn(...Object.values(RETURN_TEXTS.zh)).difference(hanIn(...TILL)),
	},
	// The same for what a supervisor looks at.
	conflicts: {
		always: () => new Set(),
		all: () => hanIn(...Object.values(CONFLICT_TEXTS.zh)).difference(hanIn(...TILL)),
	},
	kiosk: {
		always: () => hanIn(restingWords()),
		first: () => hanIn(firstKioskWords('zh')),
		all: () => hanIn(ENDONYMS.zh, DATES, HOTEL_WORDS, ...GUEST, ...Object.values(OWN_TEXTS.zh)),
	},
	start: {
		always: () => hanIn(ENDONYMS.zh),
		all: () => hanIn(ENDONYMS.zh, ...Object.values(START_TEXTS.zh)),
	},
	setup: {
		always: () => hanIn(ENDONYMS.zh),
		all: () => hanIn(ENDONYMS.zh, ...TRIAL_WORDS, ...Object.values(SETUP_TEXTS.zh), ...COUNTERS_FINDINGS),
	},
	devices: {
		always: () => hanIn(ENDONYMS.zh, ...OWNERS),
		all: () => hanIn(ENDONYMS.zh, ...OWNERS, ...Object.values(DEVICE_TEXTS.zh)),
	},
};

export const HAN_GROUPS = ['always', 'first', 'later'] as const;
export type HanGroup = (typeof HAN_GROUPS)[number];

/** The signs of a screen, each in one group. */
export function groupsOf({ always, first, all }: HanScreen): Readonly<Record<HanGroup, ReadonlySet<string>>> {
	const early = (first ?? all)().difference(always());
	return { always: always(), first: early, later: all().difference(always()).difference(early) };
}

type Range = readonly [from: number, to: number];
export type Face = {
	readonly file: string;
	readonly ranges: readonly Range[];
	readonly weights: { readonly min: number; readonly max: number };
};

/** The files that lie beside a stylesheet of fonts, and which characters and weights each is for. */
export const facesOf = (css: string): readonly Face[] =>
	[...css.matchAll(/font-weight: (\d+) (\d+);[^}]*?url\(['"]?\.\/([^)'"]+)['"]?\)[^}]*?unicode-range:([^;}]+)/g)].map(
		([, min, max, file = '', range = '']) => ({
			file,
			weights: { min: Number(min), max: Number(max) },
			ranges: range.split(',').map((one): Range => {
				const [from = 0, to = from] = one
					.trim()
					.slice(2)
					.split('-')
					.map((hex) => parseInt(hex, 16));
				return [from, to];
			}),
		}),
	);

export function isInRange(sign: string, ranges: readonly Range[]): boolean {
	const code = sign.codePointAt(0)!;
	return ranges.some(([from, to]) => code >= from && code <= to);
}

export const signsIn = (ranges: readonly Range[]): readonly string[] =>
	ranges.flatMap(([from, to]) =>
		Array.from({ length: to - from + 1 }, (_, index) => String.fromCodePoint(from + index)),
	);
