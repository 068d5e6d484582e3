import {userInfo} from 'node:os';
import {expect, it} from 'vitest';
import {homeFolder, loginName} from '../../source/settings/own-user.ts';

const nobody = () => {
	throw Object.assign(new Error('ENOENT: no such file or directory, uv_os_get_passwd'), {code: 'ENOENT'});
};

it.each([
	[{USER: 'anna', LOGNAME: 'bert'}, 'anna'],
	[{USER: '', LOGNAME: 'bert'}, 'bert'],
	[{}, `uid ${process.getuid?.()}`],
])('a user without a system name is named after %j', (environment, name) => {
	expect(loginName(environment, nobody)).toBe(name);
});

it('the system name takes precedence', () => {
	expect(loginName({USER: 'somebody else'})).toBe(userInfo().username);
});

it('the root folder is the home of a user without one', () => {
	expect(homeFolder(nobody)).toBe('/');
	expect(homeFolder(() => '/home/anna')).toBe('/home/anna');
});
