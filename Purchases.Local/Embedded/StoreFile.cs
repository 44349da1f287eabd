using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Purchases.Local.Embedded;

/// <summary>
/// The SQLite file of the store: the purchases, the rejected events and the consumer groups' offsets. The offsets are in the same file so
/// that they match its purchases in an older copy too: what the copy lacks is delivered again.
/// </summary>
/// <exception cref="StartupException">It can't be used.</exception>
internal sealed class StoreFile(DataDirectory directory, TimeProvider? time = null) : IDisposable
{
    public const string FileName = "purchases.db";

    // A full batch touches about one page for each of its purchases. Four batches share a checkpoint, and the write-ahead log has 16 MB.
    public const int CheckpointPages = 4000;

    private const string Schema = SqlitePurchaseStore.Schema + SqliteRejectedEventStore.Schema + ConsumerOffsets.Schema;

    private const int SchemaVersion = 2;

    // Another process of the data directory may be writing; its transactions are short.
    private static readonly TimeSpan LockWaitMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LockLookInterval = TimeSpan.FromMilliseconds(10);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly SqliteFile _file = new(directory, FileName, Schema, SchemaVersion, CheckpointPages);
    private readonly SemaphoreSlim _writing = new(1);
    private SqliteConnection? _writer;

    /// <summary>Reads over a connection of its own. In WAL mode a reader doesn't wait for a writer.</summary>
    /// <exception cref="UnavailableException">The file can't be read now.</exception>
    public T Read<T>(Func<SqliteConnection, T> read)
    {
        try
        {
            using var connection = _file.Open();
            return read(connection);
        }
        catch (SqliteException e)
        {
            throw Unavailable(e);
        }
    }

    /// <summary>The same as a task. SQLite has no asynchronous calls: the caller's thread reads.</summary>
    /// <exception cref="UnavailableException">The file can't be read now.</exception>
    public Task<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Read(read));
    }

    /// <summary>Returns when the store has answered a query.</summary>
    /// <exception cref="UnavailableException">The file can't be read now.</exception>
    public Task CheckAsync(CancellationToken cancellationToken) =>
        ReadAsync(connection => connection.Number("SELECT count(*) FROM (SELECT 1 FROM purchases LIMIT 1)"), cancellationToken);

    /// <summary>
    /// Writes in one transaction. SQLite allows one writer at a time: callers wait for their turn, and for other processes, for at most
    /// five seconds and without blocking a thread.
    /// </summary>
    /// <param name="synced">
    /// Whether it returns only after a sync to disk. Otherwise a power cut may undo it, unless a synced write follows.
    /// </param>
    /// <exception cref="UnavailableException">Nothing was written.</exception>
    public async Task<T> WriteAsync<T>(Func<SqliteConnection, T> write, CancellationToken cancellationToken, bool synced = true)
    {
        using var patience = new CancellationTokenSource(LockWaitMax, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await _writing.WaitAsync(stop.Token);
            try
            {
                return await WriteAloneAsync(write, synced, stop.Token);
            }
            catch
            {
                // A connection that failed is closed, which rolls back its transaction.
                CloseWriter();
                throw;
            }
            finally
            {
                _writing.Release();
            }
        }
        catch (SqliteException e)
        {
            throw Unavailable(e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UnavailableException(
                $"The store can't be used now: {FileName} has been locked by another process for {LockWaitMax.TotalSeconds} s.", e);
        }
    }

    public void Dispose()
    {
        CloseWriter();
        _writing.Dispose();
        _file.Dispose();
    }

    // The connection stays open between writes, with the pages that it has cached.
    private async Task<T> WriteAloneAsync<T>(Func<SqliteConnection, T> write, bool synced, CancellationToken stop)
    {
        _writer ??= _file.OpenWriter();
        raw.sqlite3_busy_timeout(_writer.Handle, 0);
        _writer.Execute($"PRAGMA synchronous = {(synced ? "FULL" : "NORMAL")}");
        while (!TryBegin(_writer)) await Task.Delay(LockLookInterval, _time, stop);
        var result = write(_writer);
        _writer.Execute("COMMIT");
        return result;
    }

    // False while another process writes.
    private static bool TryBegin(SqliteConnection connection)
    {
        var result = raw.sqlite3_exec(connection.Handle, "BEGIN IMMEDIATE");
        if ((result & 0xFF) == raw.SQLITE_BUSY) return false;
        SqliteException.ThrowExceptionForRC(result, connection.Handle);
        return true;
    }

    private void CloseWriter()
    {
        _writer?.Dispose();
        _writer = null;
    }

    private UnavailableException Unavailable(SqliteException e) =>
        new($"The store can't be used now: {SqliteErrors.Describe(_file, e)}.", e);
}
