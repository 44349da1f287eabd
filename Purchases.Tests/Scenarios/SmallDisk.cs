namespace Purchases.Tests.Scenarios;

/// <summary>
/// Local on its own disk of a few megabytes: a tmpfs that only that process sees, so that no rights are needed to mount it.
/// </summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TestFolder _folder;

    private SmallDisk(TestFolder folder, LocalProcess process) => (_folder, Process) = (folder, process);

    public LocalProcess Process { get; }

    // The process's own view of the folder.
    private string Ballast => $"/proc/{Process.Id}/root{_folder.File("data/ballast")}";

    /// <summary>Makes the data that it starts with.</summary>
    public static async Task PrepareAsync(TestFolder folder)
    {
        await (await RunningLocal.StartAsync(folder)).DisposeAsync();
        Directory.Move(folder.File("data"), folder.File("before"));
    }

    public static async Task<SmallDisk> StartAsync(TestFolder folder)
    {
        var process = await LaunchAsync(folder, "true");
        await process.ListensAsync();
        return new(folder, process);
    }

    /// <summary>
    /// Starts it on a disk that can't be written to, without waiting. The mount is made read-only, not the tmpfs: without root, mount would
    /// repeat the tmpfs's owner, whom the new user namespace doesn't know.
    /// </summary>
    public static Task<LocalProcess> LaunchReadOnlyAsync(TestFolder folder) => LaunchAsync(folder, "mount -o remount,bind,ro data");

    public void Fill()
    {
        using var fill = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        try
        {
            while (true) fill.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void MakeRoom() => File.Delete(Ballast);

    public void Dispose() => Process.Dispose();

    private static async Task<LocalProcess> LaunchAsync(TestFolder folder, string prepare)
    {
        await SkipWithoutNamespacesAsync();
        Directory.CreateDirectory(folder.File("data"));
        return LocalProcess.LaunchShell(
            folder.Path,
            $$"""
            exec unshare --map-root-user --mount bash -c "mount -t tmpfs -o size=4m tmpfs data && cp -r before/. data && {{prepare}} &&
            dotnet run --project Purchases.Local --urls http://127.0.0.1:0 --data data"
            """);
    }

    private static async Task SkipWithoutNamespacesAsync()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Only Linux gives a process a disk of its own.");
        string[] mount = ["--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/tmp"];
        if ((await Tool.RunAsync(new("unshare", mount))).ExitCode != 0)
            Assert.Skip("This machine allows no mount namespaces (unshare --map-root-user --mount).");
    }
}
