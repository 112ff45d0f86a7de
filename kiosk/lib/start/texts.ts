import type { Language } from '#shared/kernel/language.ts';
import { translatorOf, type Text } from '../i18n/text.ts';

const en = {
	'start.opening': 'Looking for this counter',
	'start.away': 'This counter is restarting.',
	'start.new': 'This counter has not met its server yet.',
	'start.new-detail': 'It opens by itself as soon as the server answers.',
	'start.till': 'Open the till',
	'start.till-detail': 'For the cashier: guest, bill, points, slip.',
	'start.kiosk': 'Open the kiosk',
	'start.kiosk-detail': 'For guests: their points, what they bring, a slip.',
	'start.devices': 'Devices of this demo',
	'start.devices-detail': 'Swipe a card, take the paper out.',
	'start.language': 'Language of this screen',
} as const satisfies Readonly<Record<string, Text>>;

export type StartKey = keyof typeof en;
type StartTexts = Readonly<Record<StartKey, Text>>;

const es: StartTexts = {
	'start.opening': 'Buscando este puesto',
	'start.away': 'Este puesto se está reiniciando.',
	'start.new': 'Este puesto aún no conoce su servidor.',
	'start.new-detail': 'Se abre solo en cuanto el servidor responda.',
	'start.till': 'Abrir la caja',
	'start.till-detail': 'Para quien cobra: cliente, cuenta, puntos, recibo.',
	'start.kiosk': 'Abrir el quiosco',
	'start.kiosk-detail': 'Para los clientes: sus puntos, sus ventajas, un recibo.',
	'start.devices': 'Aparatos de esta demostración',
	'start.devices-detail': 'Pase una tarjeta, quite el papel.',
	'start.language': 'Idioma de la pantalla',
};

const zh: StartTexts = {
	'start.opening': '正在查找本机',
	'start.away': '本机正在重新启动。',
	'start.new': '本机尚未连接过服务器。',
	'start.new-detail': '服务器应答后会自动打开。',
	'start.till': '打开收银台',
	'start.till-detail': '供收银员使用：客人、账单、积分、小票。',
	'start.kiosk': '打开自助机',
	'start.kiosk-detail': '供客人使用：积分、礼遇、小票。',
	'start.devices': '演示设备',
	'start.devices-detail': '刷卡、取出纸卷。',
	'start.language': '屏幕语言',
};

const bg: StartTexts = {
	'start.opening': 'Търсим това място',
	'start.away': 'Това място се рестартира.',
	'start.new': 'Това място още не познава сървъра си.',
	'start.new-detail': 'Ще се отвори само, щом сървърът отговори.',
	'start.till': 'Отворете касата',
	'start.till-detail': 'За касиера: гост, сметка, точки, бележка.',
	'start.kiosk': 'Отворете киоска',
	'start.kiosk-detail': 'За гостите: техните точки, какво носят, бележка.',
	'start.devices': 'Устройства на демонстрацията',
	'start.devices-detail': 'Прекарайте карта, извадете хартията.',
	'start.language': 'Език на екрана',
};

/** The texts of the page that leads to what this counter is. */
export const START_TEXTS: Readonly<Record<Language, StartTexts>> = { en, es, zh, bg };

export const startTranslator = (language: Language) => translatorOf(language, START_TEXTS[language]);
