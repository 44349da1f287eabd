using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Purchases.Local.Embedded;

/// <summary>
/// Group commit: one thread writes for all callers. While one transaction is synced to disk the next records gather, and all of them share
/// the next sync. A caller continues when its transaction is on disk, never before.
/// </summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    // Limits the memory when callers are faster than the disk: further calls are rejected immediately.
    private const int WaitingMax = 8192;

    // Limits one batch: a reader loads it as a whole. The append that exceeds a limit is still part of the batch.
    private const int BatchRecordsMax = 1024;
    private const int BatchBytesMax = 1024 * 1024;

    // How long a success proves that the file can be written; after a failure, how soon it is tried again without a call.
    private static readonly TimeSpan ProofTime = TimeSpan.FromSeconds(1);

    private readonly SqliteFile _file;
    private readonly TimeProvider _time;
    private readonly Action _committed;
    private readonly OutageLog _outage;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<PendingWrite> _waiting =
        Channel.CreateBounded<PendingWrite>(new BoundedChannelOptions(WaitingMax) { SingleReader = true });

    private Task<bool>? _coming;
    private long _provenAt;

    /// <param name="committed">Called after each transaction.</param>
    public GroupCommit(SqliteFile file, OutageLog outage, TimeProvider time, Action committed)
    {
        _file = file;
        _time = time;
        _committed = committed;
        _outage = outage;
        new Thread(Run) { IsBackground = true, Name = $"append {file.Name}" }.Start();
    }

    /// <inheritdoc cref="TopicLog.AppendAllAsync"/>
    public Task<long> AppendAsync(IReadOnlyList<LogRecord> records)
    {
        var write = new PendingWrite(records);
        return _waiting.Writer.TryWrite(write)
            ? write.Done.Task
            : Task.FromException<long>(
                new UnavailableException("The event can't be accepted: too many calls wait for the disk, or the app is stopping."));
    }

    /// <summary>Returns when the file can be written, which a transaction has just shown.</summary>
    /// <exception cref="UnavailableException">The file can't be written.</exception>
    public Task CheckAsync() => _outage.Reason is { } reason ? Task.FromException(new UnavailableException(reason))
        : _time.GetElapsedTime(Volatile.Read(ref _provenAt)) < ProofTime ? Task.CompletedTask
        : AppendAsync([]);

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stopped.Task;
    }

    private void Run()
    {
        var batch = new List<PendingWrite>(BatchRecordsMax);
        BatchWriter? writer = null;

        // The first transaction is empty: it shows now, not at the first purchase, whether the file can be written.
        do
        {
            Gather(batch);
            try
            {
                writer ??= new(_file, _time);
                Commit(writer, batch);
            }
            catch (Exception e)
            {
                // Rolled back as a whole, and this thread must continue. A new connection keeps nothing of this one's state.
                writer?.Dispose();
                writer = null;
                Reject(batch, e);
            }

            batch.Clear();
        }
        while (Wait());

        writer?.Dispose();
        _stopped.SetResult();
    }

    // False once the log is closed.
    private bool Wait()
    {
        _coming ??= _waiting.Reader.WaitToReadAsync().AsTask();

        // During an outage an empty transaction is tried, so that its end is noticed even if nobody buys.
        if (_outage.Current() is not null && Task.WaitAny(_coming, Task.Delay(ProofTime, _time)) != 0) return true;

        var comes = _coming.GetAwaiter().GetResult();
        _coming = null;
        return comes;
    }

    private void Gather(List<PendingWrite> batch)
    {
        var (records, bytes) = (0, 0L);
        while (records < BatchRecordsMax && bytes < BatchBytesMax && _waiting.Reader.TryRead(out var write))
        {
            batch.Add(write);
            records += write.Records.Count;
            bytes += write.Bytes;
        }
    }

    private void Commit(BatchWriter writer, List<PendingWrite> batch)
    {
        var offset = writer.Write(batch.SelectMany(write => write.Records));

        if (_file.HasMoved()) throw SqliteErrors.Moved();
        Volatile.Write(ref _provenAt, _time.GetTimestamp());
        _outage.Succeeded();
        foreach (var write in batch)
        {
            write.Done.SetResult(offset);
            offset += write.Records.Count;
        }

        _committed();
    }

    private void Reject(List<PendingWrite> batch, Exception e)
    {
        // Calls that arrived meanwhile would only wait as long for the same answer, so they are rejected together.
        while (_waiting.Reader.TryRead(out var write)) batch.Add(write);

        var cause = e is SqliteException sqlite ? SqliteErrors.Describe(_file, sqlite) : $"{_file.Name}: {e.GetType().Name}";
        var rejection = new UnavailableException($"The event can't be accepted: {cause}.", e);
        _outage.Failed(rejection);
        foreach (var write in batch) write.Done.TrySetException(rejection);
    }

    private sealed class PendingWrite(IReadOnlyList<LogRecord> records)
    {
        public IReadOnlyList<LogRecord> Records => records;

        public long Bytes { get; } = records.Sum(record => (record.Key?.Length ?? 0L) + (record.Value?.Length ?? 0));

        /// <summary>The offset of the first record.</summary>
        public TaskCompletionSource<long> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
