namespace ServerlessIot.Ops.Api.Registry;

/// <summary>What became of many registrations.</summary>
/// <param name="Created">Rows whose device was not registered, and is now.</param>
/// <param name="Updated">Rows that changed what was said of their device.</param>
/// <param name="Unchanged">Rows that say what was said already.</param>
/// <param name="Failed">Rows that were not written, or of which not everybody knows who has to: their reasons say so.</param>
/// <param name="Rows">Each row, in the order of the request.</param>
public sealed record BulkAnswer(int Created, int Updated, int Unchanged, int Failed, IReadOnlyList<BulkAnswerRow> Rows);

/// <summary>What became of a row.</summary>
/// <param name="Row">Which one it is, from 1; a header or an empty line is none.</param>
/// <param name="Device">tenant/device; absent when the row names none.</param>
/// <param name="Outcome"><c>created</c>, <c>updated</c>, <c>unchanged</c> or <c>failed</c>.</param>
/// <param name="Reason">Why it failed; absent when it did not.</param>
public sealed record BulkAnswerRow(int Row, string? Device, string Outcome, string? Reason);
