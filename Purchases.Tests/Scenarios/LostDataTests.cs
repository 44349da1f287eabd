using System.Net;

namespace Purchases.Tests.Scenarios;

/// <summary>When data files are deleted while Local runs, for example by <c>rm -rf</c>, it ends and its last line names the file.</summary>
public sealed class LostDataTests : FolderTests
{
    [Fact]
    public async Task A_deleted_data_directory_ends_Local() =>
        await EndsAsync("purchases", () => Directory.Delete(_folder.File("data"), recursive: true));

    [Fact]
    public async Task A_store_that_is_replaced_by_its_own_copy_ends_Local() => await EndsAsync("purchases.db", () =>
    {
        File.Copy(_folder.File("data/purchases.db"), _folder.File("copy"));
        File.Move(_folder.File("copy"), _folder.File("data/purchases.db"), overwrite: true);
    });

    private async Task EndsAsync(string file, Action lose)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows lets no open file be deleted.");
        using var local = await LocalProcess.StartAsync(_folder);
        using (var bought = await local.Client.BuyAsync()) Assert.Equal(HttpStatusCode.Accepted, bought.StatusCode);

        lose();

        Assert.Equal(1, await local.ExitAsync());
        var line = Assert.Single(local.Errors);
        Assert.Contains(file, line, StringComparison.Ordinal);
        Assert.Contains("was deleted, moved or replaced while it was in use", line, StringComparison.Ordinal);
    }
}
