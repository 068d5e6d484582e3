import {describe, expect, it} from 'vitest';
import {UsageError} from '../../source/postgres/errors.ts';
import {parseConninfo, parseService} from '../../source/settings/conninfo.ts';

describe('parseConninfo of a URI', () => {
	it.each([
		[
			'everything',
			'postgres://me:secret@db.example.org:6432/shop?sslmode=require',
			{
				user: 'me',
				password: 'secret',
				host: 'db.example.org',
				port: '6432',
				dbname: 'shop',
				sslmode: 'require',
			},
		],
		['the other name of the scheme', 'postgresql://db/shop', {host: 'db', dbname: 'shop'}],
		['nothing but the scheme', 'postgres://', {}],
		['a host alone', 'postgres://db', {host: 'db'}],
		['a user without a password', 'postgres://me@db', {user: 'me', host: 'db'}],
		['an empty password, which is one', 'postgres://me:@db', {user: 'me', password: '', host: 'db'}],
		['a password with a colon', 'postgres://me:a:b@db', {user: 'me', password: 'a:b', host: 'db'}],
		[
			'percent encoding',
			'postgres://m%40e:p%2Fw%25@db/my%20shop',
			{
				user: 'm@e',
				password: 'p/w%',
				host: 'db',
				dbname: 'my shop',
			},
		],
		['an IPv6 address', 'postgres://[::1]:5433/shop', {host: '::1', port: '5433', dbname: 'shop'}],
		['an IPv6 address without a port', 'postgres://[fe80::2]/shop', {host: 'fe80::2', dbname: 'shop'}],
		['several hosts', 'postgres://a:1,b:2,[::1]:3/shop', {host: 'a,b,::1', port: '1,2,3', dbname: 'shop'}],
		['several hosts, one with a port', 'postgres://a,b:2/shop', {host: 'a,b', port: ',2', dbname: 'shop'}],
		[
			'a socket folder',
			'postgres://%2Fvar%2Frun%2Fpostgresql/shop',
			{
				host: '/var/run/postgresql',
				dbname: 'shop',
			},
		],
		[
			'a socket folder as a parameter',
			'postgres:///shop?host=/tmp&port=5433',
			{
				host: '/tmp',
				port: '5433',
				dbname: 'shop',
			},
		],
		['the ssl=true of other drivers', 'postgres://db?ssl=true', {host: 'db', sslmode: 'require'}],
		['a parameter with = in its value', 'postgres://db?options=-c%20a=b', {host: 'db', options: '-c a=b'}],
	] as const)('%s', (_what, text, expected) => {
		expect(parseConninfo(text)).toEqual(expected);
	});

	it.each([
		['postgres://db?nonsense=1', 'nonsense'],
		['postgres://db/100%', 'percent'],
		['postgres://::1:5432/shop', 'IPv6'],
	])('refuses %s, and names the error', (text, reason) => {
		expect(() => parseConninfo(text)).toThrow(UsageError);
		expect(() => parseConninfo(text)).toThrow(reason);
	});
});

describe('parseConninfo of keywords', () => {
	it.each([
		['pairs', 'host=db port=5433 dbname=shop', {host: 'db', port: '5433', dbname: 'shop'}],
		['quoted blanks', "dbname='my shop' user=me", {dbname: 'my shop', user: 'me'}],
		['escaped quotes', String.raw`password='it\'s \\ here'`, {password: String.raw`it's \ here`}],
		['an escape outside quotes', String.raw`password=a\ b`, {password: 'a b'}],
		['an empty value in quotes', "password='' user=me", {password: '', user: 'me'}],
		['blanks around =', 'host = db   user= me', {host: 'db', user: 'me'}],
		['the last of two wins', 'host=a host=b', {host: 'b'}],
		['a service', 'service=prod', {service: 'prod'}],
		['blanks at the ends', '  host=db  ', {host: 'db'}],
	])('%s', (_what, text, expected) => {
		expect(parseConninfo(text)).toEqual(expected);
	});

	it.each(["host='db", 'host=db port', 'hots=db', 'host=db=x y'])('refuses %s', text => {
		expect(() => parseConninfo(text)).toThrow(UsageError);
	});

	it.each([
		"password='secret",
		'postgres://me:secret%x@db',
		'postgres://me:secret/x@db/shop',
		'postgres://me:x@secret@db/shop',
	])('does not repeat the password of %s', text => {
		expect(() => parseConninfo(text)).toThrow(/^(?!.*secret)/s);
	});
});

it.each([
	['shop', {dbname: 'shop'}],
	[' shop ', {dbname: 'shop'}],
	['', {}],
	['postgres', {dbname: 'postgres'}],
])('a bare word %j is a database', (text, expected) => {
	expect(parseConninfo(text)).toEqual(expected);
});

describe('parseService', () => {
	const file = [
		'# services',
		'[other]',
		'host=wrong',
		'',
		'[prod]',
		'  host = db-prod-1  ',
		'options=-c a=b',
		'# dbname=no',
		'[last]\r',
		'user=me\r',
	].join('\n');
	it.each([
		['the section and no other', 'prod', {host: 'db-prod-1', options: '-c a=b'}],
		['lines that end as on Windows', 'last', {user: 'me'}],
	])('reads %s', (_what, name, expected) => {
		expect(parseService(file, name)).toEqual(expected);
	});

	it('distinguishes a missing section from an empty one', () => {
		expect(parseService(file, 'none')).toBeUndefined();
		expect(parseService('[empty]\n', 'empty')).toEqual({});
	});

	it('refuses a misspelled option', () => {
		expect(() => parseService('[a]\nhots=x', 'a')).toThrow(UsageError);
	});
});
