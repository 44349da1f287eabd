using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Purchases.Local.Embedded;

namespace Purchases.Tests.Embedded;

/// <summary>
/// "On disk before the 202" holds in a power cut only while every commit is synced: read back from the connections that write.
/// </summary>
public sealed class SyncTests : FolderTests
{
    // https://www.sqlite.org/pragma.html#pragma_synchronous: in WAL mode, NORMAL syncs only checkpoints.
    private const long Full = 2;
    private const long Normal = 1;

    [Fact]
    public async Task The_log_syncs_each_commit()
    {
        await using var log = new TopicLog(Directory(), "purchases.v1", TimeProvider.System);
        using var writer = new BatchWriter(FileOf(log), TimeProvider.System);

        Assert.Equal(Full, Synchronous(ConnectionOf(writer)));
    }

    [Fact]
    public async Task The_store_syncs_each_write_and_offsets_before_a_trim()
    {
        using var file = new StoreFile(Directory());
        var offsets = new ConsumerOffsets(file);

        Assert.Equal(Full, await file.WriteAsync(Synchronous, CancellationToken.None));
        await offsets.CommitAsync("purchase-consumer", "purchases.v1", 1, CancellationToken.None);
        Assert.Equal(Normal, Synchronous(WriterOf(file)!));
        await offsets.SyncAsync("purchases.v1", CancellationToken.None);
        Assert.Equal(Full, Synchronous(WriterOf(file)!));
    }

    private static long Synchronous(SqliteConnection connection) => connection.Number("PRAGMA synchronous");

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_file")]
    private static extern ref SqliteFile FileOf(TopicLog log);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_connection")]
    private static extern ref SqliteConnection ConnectionOf(BatchWriter writer);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_writer")]
    private static extern ref SqliteConnection? WriterOf(StoreFile file);

    private DataDirectory Directory() => new(_folder.File("data"));
}
