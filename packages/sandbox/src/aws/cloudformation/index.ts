export { CloudFormationEngine } from './engine';
