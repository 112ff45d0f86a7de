import type { ApiTexts } from './texts.ts';

export const es: ApiTexts = {
	problems: {
		key_missing: {
			title: 'Falta la clave',
			detail: 'Esta llamada necesita una clave. Envíela como «Authorization: Bearer <clave>».',
		},
		key_unknown: { title: 'Clave desconocida', detail: 'El hotel no conoce esta clave. Pídale una nueva.' },
		key_expired: {
			title: 'Clave sustituida',
			detail: 'Esta clave fue sustituida y su plazo ha terminado. Use la que el hotel entregó en su lugar.',
		},
		key_revoked: {
			title: 'Clave retirada',
			detail: 'El hotel ha retirado esta clave. Pídale una nueva.',
		},
		scope_missing: {
			title: 'No permitido',
			detail: 'Esta clave no permite esta llamada. Pida al hotel una clave con el permiso que se indica aquí.',
		},
		outlet_forbidden: {
			title: 'Otro punto de venta',
			detail:
				'Esta clave no vale para este punto de venta. Use la clave que le corresponde o corrija el punto de venta.',
		},
		route_unknown: {
			title: 'No existe la llamada',
			detail: 'No hay ninguna llamada en esta dirección. Están todas en /api/openapi.json.',
		},
		method_not_allowed: {
			title: 'Método incorrecto',
			detail: 'Esta dirección admite otro método. La cabecera Allow dice cuál.',
		},
		url_invalid: {
			title: 'Dirección ilegible',
			detail: 'La dirección no se puede leer. Revise cómo está codificada.',
		},
		query_invalid: {
			title: 'Consulta no válida',
			detail: 'La consulta no tiene la forma pedida. Cada error se indica con su lugar.',
		},
		media_type_unsupported: {
			title: 'No es JSON',
			detail: 'El cuerpo tiene que ser JSON. Envíe «Content-Type: application/json».',
		},
		body_too_large: {
			title: 'Cuerpo demasiado grande',
			detail: 'El cuerpo es mayor de lo que admite esta llamada. Envíe menos cuentas en cada una.',
		},
		body_not_json: { title: 'No es JSON', detail: 'El cuerpo no se puede leer como JSON.' },
		body_invalid: {
			title: 'Cuerpo no válido',
			detail: 'El cuerpo no tiene la forma pedida. Cada error se indica con su lugar.',
		},
		id_missing: {
			title: 'Falta el identificador',
			detail:
				'Una visita necesita un UUID suyo, como «id» o como Idempotency-Key, para que un reintento no se anote dos veces.',
		},
		id_invalid: { title: 'No es un UUID', detail: 'Idempotency-Key tiene que ser un UUID.' },
		id_conflict: {
			title: 'Dos identificadores',
			detail: 'Idempotency-Key y «id» son distintos. Envíe el mismo en ambos, o solo uno.',
		},
		id_reused: {
			title: 'Identificador ya usado',
			detail:
				'Con este identificador se anotó otra petición. Repita la primera tal como era, o cree un identificador nuevo.',
		},
		check_duplicate: {
			title: 'La cuenta ya está anotada',
			detail: 'Esta cuenta ya está anotada. Aquí se indica la visita; para una cuenta dividida use otra parte.',
		},
		room_taken: {
			title: 'La habitación ya tiene huésped',
			detail:
				'Otro socio tiene esta habitación de la reserva. Un huésped gana por habitación; aquí se indica la visita.',
		},
		stay_changed: {
			title: 'La estancia ha cambiado',
			detail:
				'Esta estancia está anotada con otra cuenta. Devuelva las líneas que han cambiado, o toda la visita que se indica aquí, y envíela otra vez.',
		},
		card_payment: {
			title: 'Tarjeta de pago',
			detail: 'Parece una tarjeta de pago. No se ha guardado. Lea la tarjeta del programa.',
		},
		card_foreign: {
			title: 'No es nuestra tarjeta',
			detail: 'No es una tarjeta del programa. Lea la tarjeta de socio.',
		},
		card_unknown: {
			title: 'Tarjeta desconocida',
			detail: 'Ningún socio tiene esta tarjeta. Compruebe el número o dé de alta al huésped.',
		},
		card_blocked: {
			title: 'Tarjeta bloqueada',
			detail: 'Esta tarjeta está bloqueada. Anote la visita sin ella y envíe al huésped a recepción.',
		},
		business_date_implausible: {
			title: 'Día hotelero improbable',
			detail: 'El día hotelero se aparta más de un día de la hora de la visita. Revise el reloj de la caja.',
		},
		outlet_unknown: {
			title: 'Punto de venta desconocido',
			detail: 'El hotel no tiene ningún punto de venta con este código.',
		},
		cashier_unknown: {
			title: 'Cajero desconocido',
			detail: 'El hotel no conoce a este cajero. Añádalo antes a su personal.',
		},
		member_not_found: { title: 'No existe el socio', detail: 'Aquí no hay ningún socio. Busque de nuevo al huésped.' },
		entry_not_found: {
			title: 'Asiento desconocido',
			detail: 'No hay ningún asiento con este id. Tómelo de un extracto y codifíquelo en la dirección.',
		},
		visit_not_found: {
			title: 'No existe la visita',
			detail:
				'No hay ninguna visita con este identificador. Una petición de resultado desconocido se puede repetir tal como era.',
		},
		time_in_future: { title: 'En el futuro', detail: 'La visita está en el futuro. Revise el reloj de la caja.' },
		club_unknown: {
			title: 'Club desconocido',
			detail: 'El programa en vigor no tiene ningún club con este código. Corríjalo; no se ha cambiado nada.',
		},
		programme_missing: {
			title: 'Sin programa',
			detail: 'Ese día hotelero no había ningún programa en vigor. Revise la fecha.',
		},
		currency_mismatch: { title: 'Otra moneda', detail: 'El programa cuenta en otra moneda, que se indica aquí.' },
		bill_empty: { title: 'Cuenta vacía', detail: 'La cuenta no tiene líneas.' },
		line_duplicate: {
			title: 'Línea repetida',
			detail: 'Dos líneas de la cuenta tienen el mismo identificador.',
		},
		amount_invalid: {
			title: 'Importe imposible',
			detail: 'Una línea tiene un importe, impuesto o cantidad imposible. Revise la línea que se indica aquí.',
		},
		night_date_invalid: {
			title: 'Noche imposible',
			detail:
				'Una línea lleva la fecha de una noche y no lo es, o la noche es posterior a la cuenta o anterior en más de 366 días. Revise la línea que se indica aquí.',
		},
		tax_missing: {
			title: 'Falta el impuesto',
			detail:
				'El programa cuenta los puntos sin impuestos y una línea no indica el suyo. Envíe taxMinor en cada línea.',
		},
		total_too_large: {
			title: 'Cuenta demasiado grande',
			detail: 'La cuenta es mayor de lo posible. Revise los importes.',
		},
		points_invalid: {
			title: 'Puntos imposibles',
			detail: 'Los puntos con que se quiere pagar son imposibles. Revise los pagos.',
		},
		member_required: {
			title: 'Falta el socio',
			detail: 'Solo un socio paga con puntos. Envíe la tarjeta o el identificador del socio.',
		},
		insufficient_points: {
			title: 'Faltan puntos',
			detail: 'El socio tiene menos puntos de los que pagarían. Cobre lo que falta de otra forma.',
		},
		points_over_bill: {
			title: 'Más puntos que la cuenta',
			detail: 'Los puntos valen más que la cuenta. Use como máximo los que se indican aquí.',
		},
		points_not_accepted: {
			title: 'Aquí no se paga con puntos',
			detail: 'El programa no admite puntos en este punto de venta o de este nivel. Cobre de otra forma.',
		},
		points_under_minimum: {
			title: 'Muy pocos puntos',
			detail:
				'Se paga con puntos solo desde el número que se indica aquí, en la cuenta del socio o en la nota. Use esos o ninguno.',
		},
		points_off_step: {
			title: 'Puntos entre dos pasos',
			detail: 'Los puntos pagan solo en múltiplos del número que se indica aquí. Use un múltiplo.',
		},
		claim_refused: {
			title: 'Canje rechazado',
			detail:
				'El socio pide algo que esta cuenta no recibe; el motivo se indica aquí. No se ha anotado nada: quite el canje o cambie la cuenta.',
		},
		hold_not_found: {
			title: 'Retención desconocida',
			detail:
				'Con este identificador no hay puntos retenidos de este socio, o ya no. Envíe la visita sin ella o retenga de nuevo.',
		},
		hold_closed: {
			title: 'Retención terminada',
			detail:
				'Los puntos de esta retención se usaron, se devolvieron o venció su plazo; su estado se indica aquí. No se ha anotado nada: quite la retención.',
		},
		hold_until_invalid: {
			title: 'Fin imposible',
			detail: 'Una retención termina después de empezar y, a más tardar, en el momento que se indica aquí.',
		},
		offer_unknown: {
			title: 'Oferta desconocida',
			detail: 'El programa de hoy no tiene ninguna oferta con este identificador. Compruébelo.',
		},
		offer_not_sold: {
			title: 'No está a la venta',
			detail:
				'Esta oferta no se puede adquirir de antemano: no tiene precio en puntos o sus cupones llegan de otra forma.',
		},
		offer_not_here: {
			title: 'Ni aquí ni ahora',
			detail: 'La oferta no vale en este punto de venta, para este nivel o a esta hora; aquí se indica cuál.',
		},
		offer_limit_reached: {
			title: 'Límite alcanzado',
			detail: 'Se ha alcanzado el límite que se indica aquí. No se ha anotado nada.',
		},
		coupon_not_found: { title: 'Cupón desconocido', detail: 'No se ha emitido ningún cupón con este identificador.' },
		coupon_expired: {
			title: 'Cupón caducado',
			detail: 'El último día de este cupón, indicado aquí, ya pasó. Ya no se puede anular.',
		},
		coupon_used: {
			title: 'Cupón usado',
			detail: 'Una cuenta ha tomado este cupón o una parte. Anule primero esa cuenta.',
		},
		voucher_unknown: { title: 'Vale desconocido', detail: 'Ningún vale tiene este código. Compruebe el código.' },
		voucher_foreign: {
			title: 'Vale de otro huésped',
			detail: 'Este vale es de otro socio. Solo ese huésped puede usarlo.',
		},
		voucher_cancelled: { title: 'Vale anulado', detail: 'Este vale se anuló. Registre la cuenta sin él.' },
		voucher_expired: {
			title: 'Vale caducado',
			detail: 'El último día de este vale, indicado aquí, ya pasó. Registre la cuenta sin él.',
		},
		voucher_used: { title: 'Vale agotado', detail: 'No queda nada en este vale. Registre la cuenta sin él.' },
		tenders_mismatch: {
			title: 'Los pagos no cuadran',
			detail: 'Los pagos no suman lo que hay que pagar. No se ha anotado nada: corríjalos y repita la visita.',
		},
		quote_changed: {
			title: 'Otro cálculo',
			detail: 'La cuenta resulta distinta de lo que se mostró. Muestre el cálculo nuevo y confirme otra vez.',
		},
		card_taken: {
			title: 'Tarjeta en uso',
			detail: 'Esta tarjeta ya es de un socio. Tome otra tarjeta o busque al huésped con ella.',
		},
		cursor_stale: {
			title: 'Otros libros',
			detail:
				'Los libros del hotel se han restaurado desde entonces y este punto no está en ellos. Empiece de nuevo sin "after".',
		},
		approver_forbidden: {
			title: 'No puede autorizar',
			detail: 'Quien lo ha autorizado no es supervisor del hotel.',
		},
		time_before_visit: {
			title: 'Antes de la visita',
			detail: 'Una visita no se puede anular antes de que ocurra. Compruebe el reloj del TPV.',
		},
		visit_reversed: {
			title: 'Ya anulada',
			detail: 'De esta visita ya no queda nada en pie.',
		},
		lines_empty: {
			title: 'Sin líneas',
			detail: 'Indique las líneas que se devuelven, u omita "lines" para anular todo lo que queda.',
		},
		line_unknown: {
			title: 'Línea desconocida',
			detail: 'La visita no tiene ninguna línea con el id indicado aquí.',
		},
		return_exceeds_rest: {
			title: 'Más de lo que queda',
			detail: 'De esta línea queda menos de lo que se quiere devolver. Devuelva como máximo lo indicado aquí.',
		},
		note_missing: { title: 'Falta el motivo', detail: 'Un rechazo necesita una nota que diga por qué.' },
		note_personal: {
			title: 'La nota nombra a alguien',
			detail:
				'La nota contiene una dirección o un número largo. Se guarda para siempre: escriba qué pasó, no de quién se trata.',
		},
		request_not_found: {
			title: 'Solicitud inexistente',
			detail: 'Nada espera con este id, o es de otra clase. Consulte la lista de solicitudes.',
		},
		request_decided: { title: 'Ya decidida', detail: 'Alguien ya decidió esta solicitud; aquí se indica qué dijo.' },
		approval_missing: {
			title: 'Falta la aprobación',
			detail: 'Esto necesita el sí de un supervisor o gerente. Indíquelo en "approvedBy".',
		},
		approver_asked: {
			title: 'La misma persona',
			detail: 'Quien lo pidió no puede aprobarlo. Tiene que hacerlo otra persona.',
		},
		limit_exceeded: {
			title: 'Por encima del límite',
			detail: 'Quien aprueba no puede dar ni quitar tantos puntos; aquí se indica su límite. Pídalo a quien pueda.',
		},
		batch_faulty: {
			title: 'Filas con errores',
			detail:
				'Algunas filas no se pueden registrar, así que no se guardó nada. Están en la vista previa: corríjalas y envíe el lote de nuevo.',
		},
		batch_not_applied: {
			title: 'Sin registrar',
			detail:
				'Este lote espera, fue rechazado o se está registrando. Solo puede anularse un lote cuyas filas ya se trataron todas.',
		},
		batch_reversed: { title: 'Lote ya anulado', detail: 'Este lote ya se anuló antes.' },
		member_same: { title: 'El mismo huésped', detail: 'La cuenta ya es de este huésped.' },
		bill_not_movable: {
			title: 'La cuenta no puede pasar',
			detail:
				'La cuenta usó puntos, un cupón o un premio de su huésped, o es de una estancia. Anúlela y regístrela de nuevo para el otro huésped.',
		},
		rate_limited: {
			title: 'Demasiadas llamadas',
			detail:
				'Han llegado más llamadas de las que se admiten en un minuto. Espere lo que indica Retry-After y envíe de nuevo la misma petición.',
		},
		internal: {
			title: 'Un fallo nuestro',
			detail: 'El hotel no ha podido responder. Repita la misma petición; el incidente está en su registro.',
		},
	},
	faults: {
		missing: () => 'Falta.',
		unknown_field: () => 'No es un campo conocido.',
		wrong_type: (type) => `Tiene que ser del tipo ${type}.`,
		not_whole: () => 'Tiene que ser un número entero.',
		too_large: (limit) => `Puede ser ${limit} como máximo.`,
		too_small: (limit) => `Tiene que ser ${limit} como mínimo.`,
		too_long: (limit) => `Puede tener una longitud de ${limit} como máximo.`,
		too_short: (limit) => `Tiene que tener una longitud de ${limit} como mínimo.`,
		wrong_form: () => 'No tiene la forma pedida.',
		not_one_of: (words) => `Tiene que ser uno de: ${words}.`,
		not_together: (fields) => `Solo se puede dar uno de estos: ${fields}.`,
		only_together: (fields) => `Estos van juntos: ${fields}.`,
		date_order: (field) => `Es anterior a ${field}.`,
		outside_stay: () => 'Está fuera de la estancia.',
		stay_too_long: (nights) => `Una estancia tiene como mucho ${nights} noches.`,
		repeated: () => 'Está dos veces.',
		misplaced: (field) => `Va en ${field}.`,
		span_invalid: (days) => `No después del último día, ni más de ${days} días antes.`,
	},
};
