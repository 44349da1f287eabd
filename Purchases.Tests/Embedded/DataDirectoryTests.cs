using Purchases.Local.Embedded;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Embedded;

/// <summary>A data file that is deleted, moved or replaced is noticed. SQLite's own changes to its files are no loss.</summary>
public sealed class DataDirectoryTests : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly DataDirectory _directory;
    private readonly TopicLog _log;

    public DataDirectoryTests()
    {
        _directory = new(_folder.File("data"));
        _log = new(_directory, "purchases.v1", TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Writes_checkpoints_and_other_processes_are_not_reported_as_a_loss()
    {
        using var done = new CancellationTokenSource();
        var looking = Task.Run(() =>
        {
            var looks = 0;
            for (; !done.IsCancellationRequested; looks++) Assert.Null(_directory.FindMoved());
            return looks;
        });

        foreach (var checkpoint in new[] { "PASSIVE", "FULL", "RESTART", "TRUNCATE" })
        {
            // Large enough for a checkpoint by itself now and then.
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _log.AppendAsync(new(null, new byte[100_000], []))));
            await using (var other = new TopicLog(new(_folder.File("data")), "purchases.v1", TimeProvider.System))
                await other.AppendAsync(new(null, [1], []));
            using var connection = _folder.Open(DataFiles.Log);
            connection.Execute($"PRAGMA wal_checkpoint({checkpoint})");
        }

        await done.CancelAsync();
        Assert.True(await looking > 0);
    }

    [Theory]
    [InlineData("rm")]
    [InlineData("mv")]
    [InlineData("cp")]
    public async Task An_append_to_a_log_that_was_deleted_moved_or_replaced_is_rejected(string how)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows lets no open file be deleted.");
        await _log.AppendAsync(new(null, [1], []));
        Lose(_folder.File("data/purchases.v1-0.db"), how);

        var refusal = await Assert.ThrowsAsync<UnavailableException>(() => _log.AppendAsync(new(null, [2], [])));

        Assert.Equal(
            "The event can't be accepted: purchases.v1-0.db: it was deleted, moved or replaced while it was in use.", refusal.Message);
    }

    [Fact]
    public async Task Two_processes_may_create_the_files_at_the_same_time()
    {
        for (var round = 0; round < 3; round++)
        {
            var path = _folder.File($"new-{round}");
            var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => new StoreFile(new(path)))));
            foreach (var store in stores) Assert.Equal(1, await store.WriteAsync(_ => 1, CancellationToken.None));
            Array.ForEach(stores, store => store.Dispose());
        }
    }

    private static void Lose(string path, string how)
    {
        if (how == "rm") File.Delete(path);
        else if (how == "mv") File.Move(path, $"{path}.moved");
        else
        {
            File.Copy(path, $"{path}.copy");
            File.Move($"{path}.copy", path, overwrite: true);
        }
    }
}
