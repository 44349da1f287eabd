using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Purchases.Local.Embedded;

/// <summary>
/// Group commit: one thread writes for everyone. While one transaction syncs to disk the next records gather, and all of them share the
/// next sync. A record's caller goes on when its transaction is on disk, never before.
/// </summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    // Bounds the memory of a producer that is faster than the disk; past it a caller is refused at once.
    private const int WaitingMax = 8192;

    // Bounds one batch: a reader takes it into memory as a whole. The append that goes past them still belongs to it.
    private const int BatchRecordsMax = 1024;
    private const int BatchBytesMax = 1024 * 1024;

    private readonly SqliteFile _file;
    private readonly TimeProvider _time;
    private readonly Action _committed;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<Append> _waiting = Channel.CreateBounded<Append>(new BoundedChannelOptions(WaitingMax) { SingleReader = true });

    /// <param name="committed">Called after each transaction.</param>
    public GroupCommit(SqliteFile file, TimeProvider time, Action committed)
    {
        _file = file;
        _time = time;
        _committed = committed;
        _thread = new(Run) { IsBackground = true, Name = $"append {Path.GetFileName(file.Path)}" };
        _thread.Start();
    }

    /// <inheritdoc cref="TopicLog.AppendAllAsync"/>
    public Task<long> AppendAsync(IReadOnlyList<LogRecord> records)
    {
        ArgumentOutOfRangeException.ThrowIfZero(records.Count, nameof(records));
        var append = new Append(records);
        return _waiting.Writer.TryWrite(append)
            ? append.Offset.Task
            : Task.FromException<long>(new LogUnavailableException("The event can't be taken: too many are waiting for the disk, or the app is stopping."));
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stopped.Task;
    }

    private void Run()
    {
        var batch = new List<Append>(BatchRecordsMax);
        BatchWriter? writer = null;
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            Gather(batch);
            try
            {
                writer ??= new(_file, _time);
                Commit(writer, batch);
            }
            catch (Exception e)
            {
                // Rolled back as a whole, and this thread must live on. A fresh connection next time leaves nothing of this one's state behind.
                writer?.Dispose();
                writer = null;
                var cause = e is SqliteException sqlite ? SqliteFile.Describe(sqlite) : e.GetType().Name;
                var refusal = new LogUnavailableException($"The event can't be taken: {Path.GetFileName(_file.Path)}: {cause}.", e);
                foreach (var append in batch) append.Offset.TrySetException(refusal);
            }

            batch.Clear();
        }

        writer?.Dispose();
        _stopped.SetResult();
    }

    private void Gather(List<Append> batch)
    {
        var (records, bytes) = (0, 0L);
        while (records < BatchRecordsMax && bytes < BatchBytesMax && _waiting.Reader.TryRead(out var append))
        {
            batch.Add(append);
            records += append.Records.Count;
            bytes += append.Bytes;
        }
    }

    private void Commit(BatchWriter writer, List<Append> batch)
    {
        var offset = writer.Write(batch.SelectMany(append => append.Records));
        foreach (var append in batch)
        {
            append.Offset.SetResult(offset);
            offset += append.Records.Count;
        }

        _committed();
    }

    private sealed class Append(IReadOnlyList<LogRecord> records)
    {
        public IReadOnlyList<LogRecord> Records { get; } = records;

        public long Bytes { get; } = records.Sum(record => (record.Key?.Length ?? 0L) + (record.Value?.Length ?? 0));

        public TaskCompletionSource<long> Offset { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
