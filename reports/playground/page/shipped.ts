/** The shipped scenarios as texts, in the order in which a command line lists them. */

import electronics from '../../../simulator/scenarios/electronics.yaml';
import fashion from '../../../simulator/scenarios/fashion.yaml';
import grocery from '../../../simulator/scenarios/grocery.yaml';
import marketplace from '../../../simulator/scenarios/marketplace.yaml';
import marketplaceFraud from '../../../simulator/scenarios/marketplace-fraud.yaml';
import playground from '../../../simulator/scenarios/playground.yaml';
import tiny from '../../../simulator/scenarios/tiny.yaml';

export const SHIPPED: Readonly<Record<string, string>> = {
  electronics,
  fashion,
  grocery,
  'marketplace-fraud': marketplaceFraud,
  marketplace,
  playground,
  tiny,
};
