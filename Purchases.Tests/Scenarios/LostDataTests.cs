using System.Net;
using System.Security.Cryptography;
using Purchases.Tests.Support;

namespace Purchases.Tests.Scenarios;

/// <summary>
/// Data files that go away under a running process: it notices, acknowledges nothing that would be gone with it, says which file, and ends.
/// </summary>
public sealed class LostDataTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("purchases.v1-0.db")]
    [InlineData("purchases.db")]
    public async Task A_file_that_is_deleted_ends_it(string file) => await EndsAsync(file, File.Delete);

    [Theory]
    [InlineData("purchases.v1-0.db")]
    [InlineData("purchases.db")]
    public async Task A_file_that_is_replaced_ends_it_even_by_its_own_copy(string file) => await EndsAsync(file, path =>
    {
        File.Copy(path, $"{path}.copy");
        File.SetLastWriteTimeUtc($"{path}.copy", File.GetLastWriteTimeUtc(path));
        File.Move($"{path}.copy", path, overwrite: true);
    });

    [Theory]
    [InlineData("-wal")]
    [InlineData("-shm")]
    public async Task A_file_beside_the_log_that_is_deleted_ends_it(string suffix) =>
        await EndsAsync("purchases.v1-0.db", path => File.Delete(path + suffix));

    [Fact]
    public async Task A_directory_that_is_moved_away_ends_it() =>
        await EndsAsync("", _ => Directory.Move(_folder.File("data"), _folder.File("moved")));

    [Fact]
    public async Task A_directory_that_is_moved_back_in_time_changes_nothing()
    {
        using var local = await StartAsync();
        Directory.Move(_folder.File("data"), _folder.File("moved"));
        await Eventually.TrueAsync(() => local.Output.Any(line => line.Contains("Keeping data", StringComparison.Ordinal)));

        Directory.Move(_folder.File("moved"), _folder.File("data"));

        await Eventually.GetAsync(() => local.Client.BuyAsync(), answer => answer.StatusCode == HttpStatusCode.Accepted);
        await local.Client.ReadyAsync();
        local.Interrupt();
        Assert.Equal(0, await local.ExitAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_log_that_is_cut_off_ends_it(int divisor) => await EndsAsync("purchases.v1-0.db", path =>
    {
        using var cut = Open(path);
        cut.SetLength(divisor == 0 ? 0 : cut.Length / divisor);
    });

    [Fact]
    public async Task A_write_ahead_log_that_is_cut_off_ends_it() => await EndsAsync("purchases.v1-0.db", path =>
    {
        using var cut = Open($"{path}-wal");
        cut.SetLength(0);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_log_that_is_overwritten_ends_it(int divisor) => await EndsAsync("purchases.v1-0.db", path =>
    {
        using var overwritten = Open(path);
        overwritten.Position = divisor == 0 ? 0 : overwritten.Length / divisor;
        overwritten.Write(RandomNumberGenerator.GetBytes((int)(overwritten.Length - overwritten.Position)));
    });

    [Fact]
    public async Task Not_one_buy_is_acknowledged_after_the_log_is_gone()
    {
        using var local = await StartAsync();

        File.Delete(_folder.File("data/purchases.v1-0.db"));

        using var refused = await local.Client.BuyAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
    }

    private async Task EndsAsync(string file, Action<string> lose)
    {
        using var local = await StartAsync();

        lose(_folder.File($"data/{file}"));

        using (var refused = await Eventually.GetAsync(
            () => local.Client.BuyAsync(), answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable))
            await NamesAsync(refused, file);
        using (var notReady = await local.Client.GetAsync("/health/ready")) await NamesAsync(notReady, file);
        Assert.Equal(1, await local.ExitAsync());
        Assert.Contains(file, Assert.Single(local.Errors), StringComparison.Ordinal);
        var said = Assert.Single(local.Output, line => line.Contains("Keeping data in ", StringComparison.Ordinal));
        Assert.Contains(" fails: ", said, StringComparison.Ordinal);
        Assert.Contains(file, said, StringComparison.Ordinal);
    }

    // With more than the log's first pages, and something in each file.
    private async Task<LocalProcess> StartAsync()
    {
        var local = await LocalProcess.StartAsync(_folder);
        for (var i = 0; i < 20; i++)
        {
            using var bought = await local.Client.BuyAsync();
            Assert.Equal(HttpStatusCode.Accepted, bought.StatusCode);
        }

        await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == 20);
        return local;
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);

    private async Task NamesAsync(HttpResponseMessage answer, string file)
    {
        var detail = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains(file, detail, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Path, detail, StringComparison.Ordinal);
    }
}
