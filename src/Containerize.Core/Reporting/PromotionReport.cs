using Containerize.Promotion;

namespace Containerize.Reporting;

/// <summary>
/// What was promoted and where it went: the source of the line on the console, of <c>report.json</c>, and of the task's outputs.
/// </summary>
/// <param name="Result">What came of it.</param>
/// <param name="Elapsed">From the start of the task to the last tag.</param>
internal sealed record PromotionReport(PromotionResult Result, TimeSpan Elapsed);
