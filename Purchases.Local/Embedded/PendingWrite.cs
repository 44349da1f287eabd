namespace Purchases.Local.Embedded;

/// <summary>What waits for a log's writer: records to append (none, to see whether it can write), or a piece to trim.</summary>
internal sealed class PendingWrite(IReadOnlyList<LogRecord> records, long? trimBefore = null)
{
    public IReadOnlyList<LogRecord> Records { get; } = records;

    public long Bytes { get; } = records.Sum(record => (record.Key?.Length ?? 0L) + (record.Value?.Length ?? 0));

    /// <summary>The offset before which to trim; null when it appends.</summary>
    public long? TrimBefore { get; } = trimBefore;

    /// <summary>The first record's offset, or how many records were taken away.</summary>
    public TaskCompletionSource<long> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
