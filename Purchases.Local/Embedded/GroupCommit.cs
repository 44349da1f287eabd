using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Purchases.Core;

namespace Purchases.Local.Embedded;

/// <summary>
/// Group commit: one thread writes for everyone. While one transaction syncs to disk the next records gather, and all of them share the
/// next sync. A record's caller goes on when its transaction is on disk, never before.
/// </summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    // Bounds the memory when callers are faster than the disk: beyond it a call is refused at once.
    private const int WaitingMax = 8192;

    // Bounds one batch: a reader takes it into memory as a whole. The append that exceeds a bound is still part of the batch.
    private const int BatchRecordsMax = 1024;
    private const int BatchBytesMax = 1024 * 1024;

    // What is trimmed at once: the next commit waits for it.
    private const int TrimBytesMax = 256 * 1024;

    // How long a success is proof that the file can be written; after a failure, how soon it is tried again by itself.
    private static readonly TimeSpan ProofTime = TimeSpan.FromSeconds(1);

    private readonly SqliteFile _file;
    private readonly TimeProvider _time;
    private readonly Action _committed;
    private readonly OutageLog _outage;
    private readonly Thread _thread;
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
        _thread = new(Run) { IsBackground = true, Name = $"append {file.Name}" };
        _thread.Start();
    }

    /// <inheritdoc cref="TopicLog.AppendAllAsync"/>
    public Task<long> AppendAsync(IReadOnlyList<LogRecord> records)
    {
        ArgumentOutOfRangeException.ThrowIfZero(records.Count, nameof(records));
        return WriteAsync(new(records));
    }

    /// <summary>Returns when the file can be written, which a transaction has just shown.</summary>
    /// <exception cref="UnavailableException">It can't.</exception>
    public Task CheckAsync() => _outage.Reason is { } reason ? Task.FromException(new UnavailableException(reason))
        : _time.GetElapsedTime(Volatile.Read(ref _provenAt)) < ProofTime ? Task.CompletedTask
        : WriteAsync(new([]));

    /// <summary>Takes a little away of what lies before an offset, between two commits.</summary>
    /// <returns>How many records: none when nothing is left to take.</returns>
    /// <exception cref="UnavailableException">The file can't be written now.</exception>
    public Task<long> TrimAsync(long beforeOffset) => WriteAsync(new([], beforeOffset));

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stopped.Task;
    }

    private Task<long> WriteAsync(PendingWrite write) => _waiting.Writer.TryWrite(write)
        ? write.Done.Task
        : Task.FromException<long>(
            new UnavailableException("The event can't be taken: too many are waiting for the disk, or the app is stopping."));

    private void Run()
    {
        var batch = new List<PendingWrite>(BatchRecordsMax);
        BatchWriter? writer = null;

        // The first transaction holds nothing: it finds out now, not at the first purchase, whether the file can be written.
        var waiting = true;
        while (waiting)
        {
            Gather(batch);
            try
            {
                writer ??= new(_file, _time);
                Commit(writer, batch);
            }
            catch (Exception e)
            {
                // Rolled back as a whole, and this thread must live on. A fresh connection next time leaves nothing of this one's state
                // behind.
                writer?.Dispose();
                writer = null;
                Refuse(batch, e);
            }

            if (writer is not null && !TryTrim(writer, batch))
            {
                writer.Dispose();
                writer = null;
            }

            batch.Clear();
            waiting = Wait();
        }

        writer?.Dispose();
        _stopped.SetResult();
    }

    // False once the log is closed.
    private bool Wait()
    {
        _coming ??= _waiting.Reader.WaitToReadAsync().AsTask();

        // During an outage an empty transaction is tried, so that its end is noticed although nobody buys.
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
        if (batch.Count > 0 && batch.TrueForAll(write => write.TrimBefore is not null)) return;

        var offset = writer.Write(batch.SelectMany(write => write.Records));

        if (_file.HasMoved()) throw SqliteErrors.Moved();
        Volatile.Write(ref _provenAt, _time.GetTimestamp());
        _outage.Succeeded();
        foreach (var write in batch)
        {
            if (write.TrimBefore is not null) continue;
            write.Done.SetResult(offset);
            offset += write.Records.Count;
        }

        _committed();
    }

    // In a transaction of its own: what is wrong with the log's old part refuses no new record.
    private bool TryTrim(BatchWriter writer, List<PendingWrite> batch)
    {
        foreach (var write in batch)
        {
            if (write.TrimBefore is not { } before) continue;
            try
            {
                write.Done.SetResult(writer.Trim(before, TrimBytesMax));
            }
            catch (SqliteException e)
            {
                foreach (var left in batch)
                    left.Done.TrySetException(new UnavailableException($"{SqliteErrors.Describe(_file, e)}.", e));
                return false;
            }
        }

        return true;
    }

    private void Refuse(List<PendingWrite> batch, Exception e)
    {
        // Calls that arrived meanwhile would only wait as long for the same answer: they are refused together.
        while (_waiting.Reader.TryRead(out var write)) batch.Add(write);

        var cause = e is SqliteException sqlite ? SqliteErrors.Describe(_file, sqlite) : $"{_file.Name}: {e.GetType().Name}";
        var refusal = new UnavailableException($"The event can't be taken: {cause}.", e);
        _outage.Failed(refusal);
        foreach (var write in batch) write.Done.TrySetException(refusal);
    }
}
