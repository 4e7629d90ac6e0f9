import { IsBaseUnits, IsText } from '@esep/platform';

/** What a trade was made against: not only currencies of ISO 4217, see SALE-8. */
export class QuoteBody {
  @IsBaseUnits({ description: 'Minor units.' }) amount!: string;
  @IsText({ max: 16, example: 'KZT' }) currency!: string;
}
