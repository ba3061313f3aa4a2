export { registerControl } from './registerControl';
export { Control } from './Control';
