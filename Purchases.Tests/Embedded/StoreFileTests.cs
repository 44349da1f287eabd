using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Purchases.Local.Embedded;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Embedded;

/// <summary>Those who write to the store wait for their turn without a thread, and not without end.</summary>
public sealed class StoreFileTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = Some.Clock();
    private readonly StoreFile _file;

    public StoreFileTests() => _file = new(new(_folder.File("data")), _time);

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Calls_that_wait_for_a_locked_store_hold_no_thread_and_fail_after_five_seconds()
    {
        using var locked = _folder.Lock(DataFiles.Store);
        var writes = Enumerable.Range(0, 64).Select(_ => _file.WriteAsync(_ => 1, CancellationToken.None)).ToList();

        _time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.DoesNotContain(writes, write => write.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        foreach (var write in writes)
        {
            var refusal = await Assert.ThrowsAsync<UnavailableException>(() => write.WaitAsync(Eventually.Deadline));
            Assert.Equal("The store can't be used now: purchases.db has been locked by another process for 5 s.", refusal.Message);
        }

        locked.Execute("ROLLBACK");
        Assert.Equal(2, await _file.WriteAsync(_ => 2, CancellationToken.None));
    }

    [Fact]
    public async Task Waiting_writes_run_in_call_order_as_soon_as_the_store_is_unlocked()
    {
        var written = new ConcurrentQueue<int>();
        using var locked = _folder.Lock(DataFiles.Store);
        var writes = Enumerable.Range(0, 5).Select(i => _file.WriteAsync(
            _ =>
            {
                written.Enqueue(i);
                return i;
            },
            CancellationToken.None)).ToList();

        locked.Execute("ROLLBACK");
        _time.Advance(TimeSpan.FromMilliseconds(10));

        await Task.WhenAll(writes).WaitAsync(Eventually.Deadline);
        Assert.Equal([0, 1, 2, 3, 4], written);
    }

    [Fact]
    public async Task A_caller_that_is_cancelled_while_it_waits_writes_nothing()
    {
        using var locked = _folder.Lock(DataFiles.Store);
        using var leave = new CancellationTokenSource();
        var writes = Enumerable.Range(0, 2).Select(_ => _file.WriteAsync(_ => 1, leave.Token)).ToList();

        await leave.CancelAsync();

        foreach (var write in writes) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write.WaitAsync(Eventually.Deadline));
    }
}
