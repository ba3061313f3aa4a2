export { seedDemo, demonstrate } from './seedDemo';
