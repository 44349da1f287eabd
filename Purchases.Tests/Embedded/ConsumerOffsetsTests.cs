using Purchases.Local.Embedded;

namespace Purchases.Tests.Embedded;

/// <summary>The offset up to which all groups have read: what may be deleted from the log.</summary>
public sealed class ConsumerOffsetsTests : IDisposable
{
    private const string Topic = "purchases.v1";

    private readonly TestFolder _folder = new();
    private readonly StoreFile _file;
    private readonly ConsumerOffsets _offsets;

    public ConsumerOffsetsTests()
    {
        _file = new(new(_folder.File("data")));
        _offsets = new(_file);
    }

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_slowest_group_of_the_topic_counts()
    {
        await CommitAsync("a", 10);
        Assert.Equal(10, await SyncAsync());
        await CommitAsync("b", 4);
        await _offsets.CommitAsync("c", "another", 1, CancellationToken.None);

        Assert.Equal(4, await SyncAsync());
    }

    [Fact]
    public async Task A_group_that_is_set_back_counts_with_its_new_offset()
    {
        await CommitAsync("a", 10);
        await CommitAsync("a", 3);

        Assert.Equal(3, await SyncAsync());
    }

    private Task CommitAsync(string consumerGroup, long next) => _offsets.CommitAsync(consumerGroup, Topic, next, CancellationToken.None);

    private Task<long> SyncAsync() => _offsets.SyncAsync(Topic, CancellationToken.None);
}
