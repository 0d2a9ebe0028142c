import type { FirstSteps, SetupAnswers, SetupDone } from '#protocol/setup/requests.ts';
import { call } from '../call/call.ts';

export function lookAtLink(code: string): Promise<unknown> {
  return call('POST', '/api/setup/look', { code });
}

export function setUp(answers: SetupAnswers): Promise<SetupDone> {
  return call('POST', '/api/setup', answers);
}

export function readFirstSteps(): Promise<FirstSteps> {
  return call('GET', '/api/first-steps');
}

export function hideFirstSteps(isHidden: boolean): Promise<unknown> {
  return call('PUT', '/api/first-steps', { isHidden });
}
