type FileText = {
	/** Where bytes are no UTF-8, with U+FFFD in their place. */
	readonly text: string;
	/** Why it can't be sent to a server. */
	readonly problem?: string;
};

const byteOrderMark = '\uFEFF';

/** A file as text. A byte order mark at its beginning, as editors of Windows write it, is no part of that. */
export function readText(bytes: Uint8Array): FileText {
	const problem = badBytes(bytes);
	const text = new TextDecoder('utf-8', {ignoreBOM: true}).decode(bytes).replace(/^\uFEFF/, '');
	const marked = text.split('\n').findIndex(line => line.startsWith(byteOrderMark)) + 1;
	if (problem !== undefined) return {text, problem};
	return marked > 0
		? {
				text,
				problem: `its line ${marked} begins with a byte order mark, which is no SQL. Delete that character`,
			}
		: {text};
}

function badBytes(bytes: Uint8Array): string | undefined {
	const zero = bytes.indexOf(0);
	if (zero >= 0) {
		return `it has a zero byte at offset ${zero} (line ${lineAt(bytes, zero)}), as UTF-16 has. Save it as UTF-8`;
	}
	const offset = notUtf8(bytes);
	if (offset === undefined) return undefined;
	const byte = bytes[offset]?.toString(16).padStart(2, '0');
	return `it is not UTF-8: byte 0x${byte} at offset ${offset} (line ${lineAt(bytes, offset)}). Save it as UTF-8`;
}

/** The first byte that is no part of a character. */
function notUtf8(bytes: Uint8Array): number | undefined {
	try {
		new TextDecoder('utf-8', {fatal: true}).decode(bytes);
		return undefined;
	} catch {
		// The decoder does not tell where. U+FFFD stands there in the lenient reading, unless the file has one itself.
		let offset = 0;
		for (const character of new TextDecoder('utf-8', {ignoreBOM: true}).decode(bytes)) {
			const genuine = bytes[offset] === 0xef && bytes[offset + 1] === 0xbf && bytes[offset + 2] === 0xbd;
			if (character === '\uFFFD' && !genuine) return offset;
			offset += Buffer.byteLength(character);
		}
		return offset;
	}
}

function lineAt(bytes: Uint8Array, offset: number): number {
	return bytes.subarray(0, offset).filter(byte => byte === 10).length + 1;
}
