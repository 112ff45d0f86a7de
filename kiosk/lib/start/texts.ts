import type { Language } from '#shared/kernel/language.ts';
import { translatorOf, type Text } from '../i18n/text.ts';

const en = {
	'start.opening': 'Looking for this counter',
	'start.away': 'This counter is restarting.',
	'start.silent': 'This counter does not run.',
	'start.silent-detail': 'Start it, or restart the machine. This page goes on by itself.',
	'start.refused': 'This counter runs, but not for this page.',
	'start.refused-detail':
		'Open http://localhost and the port that is in the address. A guard in the browser may stand between.',
	'start.version': 'This page and its counter are of different versions.',
	'start.version-detail': 'Restart the counter; where that does not help, update it.',
	'start.server_differs': 'The server is not the one this counter was paired with.',
	'start.server_differs-detail': 'Nothing was told to it. Pair this counter again if the server is new.',
	'start.device_unknown': 'The server does not know this counter.',
	'start.device_unknown-detail': 'Pair it again.',
	'start.protocol_unsupported': 'This counter and its server are of different versions.',
	'start.protocol_unsupported-detail': 'Update the older one.',
	'start.new': 'This counter has not met its server yet.',
	'start.new-detail': 'It opens by itself as soon as the server answers.',
	'start.till': 'Open the till',
	'start.till-detail': 'For the cashier: guest, bill, points, slip.',
	'start.kiosk': 'Open the kiosk',
	'start.kiosk-detail': 'For guests: their points, what they bring, a slip.',
	'start.devices': 'Devices of this demo',
	'start.devices-detail': 'Swipe a card, take the paper out.',
	'start.setup': 'Set the devices up',
	'start.setup-detail': 'Readers and printer of this counter; with a PIN.',
	'start.language': 'Language of this screen',
} as const satisfies Readonly<Record<string, Text>>;

export type StartKey = keyof typeof en;
type StartTexts = Readonly<Record<StartKey, Text>>;

const es: StartTexts = {
	'start.opening': 'Buscando este puesto',
	'start.away': 'Este puesto se está reiniciando.',
	'start.silent': 'Este puesto no está en marcha.',
	'start.silent-detail': 'Inícielo o reinicie el equipo. Esta página sigue sola.',
	'start.refused': 'Este puesto funciona, pero no para esta página.',
	'start.refused-detail':
		'Abra http://localhost con el puerto de la dirección. Puede que una protección del navegador lo impida.',
	'start.version': 'Esta página y su puesto son de versiones distintas.',
	'start.version-detail': 'Reinicie el puesto; si no ayuda, actualícelo.',
	'start.server_differs': 'El servidor no es el que se emparejó con este puesto.',
	'start.server_differs-detail': 'No se le ha dicho nada. Empareje de nuevo si el servidor es nuevo.',
	'start.device_unknown': 'El servidor no conoce este puesto.',
	'start.device_unknown-detail': 'Emparéjelo de nuevo.',
	'start.protocol_unsupported': 'Este puesto y su servidor son de versiones distintas.',
	'start.protocol_unsupported-detail': 'Actualice el más antiguo.',
	'start.new': 'Este puesto aún no conoce su servidor.',
	'start.new-detail': 'Se abre solo en cuanto el servidor responda.',
	'start.till': 'Abrir la caja',
	'start.till-detail': 'Para quien cobra: cliente, cuenta, puntos, recibo.',
	'start.kiosk': 'Abrir el quiosco',
	'start.kiosk-detail': 'Para los clientes: sus puntos, sus ventajas, un recibo.',
	'start.devices': 'Aparatos de esta demostración',
	'start.devices-detail': 'Pase una tarjeta, quite el papel.',
	'start.setup': 'Configurar los aparatos',
	'start.setup-detail': 'Lectores e impresora de este puesto; con un PIN.',
	'start.language': 'Idioma de la pantalla',
};

const zh: StartTexts = {
	'start.opening': '正在查找本机',
	'start.away': '本机正在重新启动。',
	'start.silent': '本机程序没有运行。',
	'start.silent-detail': '请启动程序或重启电脑。本页会自动继续。',
	'start.refused': '本机程序在运行，但不接受本页。',
	'start.refused-detail': '请打开 http://localhost 加地址中的端口。也可能是浏览器的防护所致。',
	'start.version': '本页与本机程序版本不同。',
	'start.version-detail': '请重启程序；仍不行，请更新。',
	'start.server_differs': '服务器不是与本机配对的那一台。',
	'start.server_differs-detail': '没有向它发送任何内容。若服务器是新的，请重新配对。',
	'start.device_unknown': '服务器不认识本机。',
	'start.device_unknown-detail': '请重新配对。',
	'start.protocol_unsupported': '本机与服务器版本不同。',
	'start.protocol_unsupported-detail': '请更新较旧的一方。',
	'start.new': '本机尚未连接过服务器。',
	'start.new-detail': '服务器应答后会自动打开。',
	'start.till': '打开收银台',
	'start.till-detail': '供收银员使用：客人、账单、积分、小票。',
	'start.kiosk': '打开自助机',
	'start.kiosk-detail': '供客人使用：积分、礼遇、小票。',
	'start.devices': '演示设备',
	'start.devices-detail': '刷卡、取出纸卷。',
	'start.setup': '设置设备',
	'start.setup-detail': '本机的读卡器和打印机；需要 PIN。',
	'start.language': '屏幕语言',
};

const bg: StartTexts = {
	'start.opening': 'Търсим това място',
	'start.away': 'Това място се рестартира.',
	'start.silent': 'Това място не работи.',
	'start.silent-detail': 'Стартирайте го или рестартирайте машината. Страницата продължава сама.',
	'start.refused': 'Това място работи, но не за тази страница.',
	'start.refused-detail': 'Отворете http://localhost с порта от адреса. Може да пречи защита на браузъра.',
	'start.version': 'Страницата и мястото са различни версии.',
	'start.version-detail': 'Рестартирайте мястото; ако не помогне, обновете го.',
	'start.server_differs': 'Сървърът не е този, с който мястото е сдвоено.',
	'start.server_differs-detail': 'Нищо не му е казано. Сдвоете отново, ако сървърът е нов.',
	'start.device_unknown': 'Сървърът не познава това място.',
	'start.device_unknown-detail': 'Сдвоете го отново.',
	'start.protocol_unsupported': 'Мястото и сървърът са различни версии.',
	'start.protocol_unsupported-detail': 'Обновете по-стария.',
	'start.new': 'Това място още не познава сървъра си.',
	'start.new-detail': 'Ще се отвори само, щом сървърът отговори.',
	'start.till': 'Отворете касата',
	'start.till-detail': 'За касиера: гост, сметка, точки, бележка.',
	'start.kiosk': 'Отворете киоска',
	'start.kiosk-detail': 'За гостите: техните точки, какво носят, бележка.',
	'start.devices': 'Устройства на демонстрацията',
	'start.devices-detail': 'Прекарайте карта, извадете хартията.',
	'start.setup': 'Настройте устройствата',
	'start.setup-detail': 'Четци и принтер на това място; с ПИН.',
	'start.language': 'Език на екрана',
};

/** The texts of the page that leads to what this counter is. */
export const START_TEXTS: Readonly<Record<Language, StartTexts>> = { en, es, zh, bg };

export const startTranslator = (language: Language) => translatorOf(language, START_TEXTS[language]);
