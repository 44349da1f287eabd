using Microsoft.Data.Sqlite;
using Purchases.Core;

namespace Purchases.Local.Embedded;

/// <summary>The SQLite file of the store: the purchases' table, and the rejected events' beside it.</summary>
/// <exception cref="StartupException">It can't be used.</exception>
internal sealed class StoreFile(DataDirectory directory) : IDisposable
{
    public const string FileName = "purchases.db";

    // A full batch touches about a page for each of its purchases: this lets four batches share a checkpoint, for a write-ahead log
    // of 16 MB.
    public const int CheckpointPages = 4000;

    private const string Schema = SqlitePurchases.Schema + RejectedRows.Schema;

    // Version 1 had neither code nor state of a rejected event.
    private const int SchemaVersion = 2;

    private readonly SqliteFile _file = new(directory, FileName, Schema, Durability.PowerLoss, SchemaVersion, CheckpointPages);

    /// <inheritdoc cref="SqliteFile.OpenWriter"/>
    public SqliteConnection OpenWriter() => _file.OpenWriter();

    /// <summary>Makes a call over a connection of its own.</summary>
    /// <exception cref="UnavailableException">The file can't be used now.</exception>
    public Task<T> RunAsync<T>(Func<SqliteConnection, T> call, CancellationToken cancellationToken) =>
        RunAsync(
            () =>
            {
                using var connection = _file.Open();
                return call(connection);
            },
            cancellationToken);

    /// <summary>Makes a call. SQLite has no asynchronous ones: they are short, and the caller's thread makes them.</summary>
    /// <exception cref="UnavailableException">The file can't be used now.</exception>
    public Task<T> RunAsync<T>(Func<T> call, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<T>(cancellationToken);
        try
        {
            return Task.FromResult(call());
        }
        catch (SqliteException e)
        {
            return Task.FromException<T>(
                new UnavailableException($"The store can't be used now: {SqliteErrors.Describe(_file, e)}.", e));
        }
    }

    public void Dispose() => _file.Dispose();
}
