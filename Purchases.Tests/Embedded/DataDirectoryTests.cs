using System.Security.Cryptography;
using Purchases.Core;
using Purchases.Local.Embedded;
using Purchases.Tests.Scenarios;

namespace Purchases.Tests.Embedded;

/// <summary>DataWatch raises no alarm for what SQLite itself does to its files.</summary>
public sealed class DataDirectoryTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Writing_and_folding_and_other_processes_are_no_loss()
    {
        var directory = new DataDirectory(_folder.File("data"));
        await using var log = new TopicLog(directory, "purchases.v1", TimeProvider.System);
        using var done = new CancellationTokenSource();
        var looking = Task.Run(() =>
        {
            var looks = 0;
            for (; !done.IsCancellationRequested; looks++) Assert.Null(directory.Look());
            return looks;
        });

        for (var round = 0; round < 40; round++)
        {
            // Large enough for a checkpoint by itself now and then.
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => log.AppendAsync(new(null, new byte[100_000], []))));
            await using (var other = new TopicLog(new(_folder.File("data")), "purchases.v1", TimeProvider.System))
                await other.AppendAsync(new(null, [1], []));
            Fold(new[] { "PASSIVE", "FULL", "RESTART", "TRUNCATE" }[round % 4]);
        }

        await done.CancelAsync();
        Assert.True(await looking > 0);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("", false)]
    [InlineData("-wal", true)]
    public async Task The_first_append_after_a_log_was_cut_off_or_overwritten_is_refused(string suffix, bool cutOff)
    {
        await using var log = new TopicLog(new(_folder.File("data")), "purchases.v1", TimeProvider.System);
        for (var i = 0; i < 20; i++) await log.AppendAsync(new(null, new byte[1000], []));

        await using (var file = new FileStream(
            _folder.File($"data/purchases.v1-0.db{suffix}"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            if (cutOff) file.SetLength(0);
            else file.Write(RandomNumberGenerator.GetBytes((int)file.Length));
        }

        var refused = await Assert.ThrowsAsync<UnavailableException>(() => log.AppendAsync(new(null, [1], [])));
        Assert.Contains("purchases.v1-0.db", refused.Message, StringComparison.Ordinal);
    }

    private void Fold(string how)
    {
        using var connection = _folder.Open(DataFiles.Log);
        SqliteFile.Execute(connection, $"PRAGMA wal_checkpoint({how})");
    }
}
