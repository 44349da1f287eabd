using System.Diagnostics;
using Purchases.Tests.Kafka;

namespace Purchases.Tests.Deployment;

public sealed class FuncTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // A stand-in for func tells where it was started, and with what. The property allows a build with stand-ins, since this host loads no
    // extension.
    [Fact]
    public async Task Dotnet_run_starts_func_in_the_output_from_any_folder_and_passes_arguments_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in for func is a shell script.");
        var told = await RunAsync("--port", "7072");

        Assert.Equal([Path.Combine(Repository.Root, "Purchases.Functions/bin", Configuration, "net10.0"), "start --port 7072"], told);
    }

    [Theory]
    [InlineData("run", "--no-build")]
    [InlineData("publish", "--no-build")]
    public async Task A_build_with_stand_ins_for_the_Kafka_extension_does_not_start_or_publish(string command, string option)
    {
        Assert.SkipUnless(KafkaExtension.IsStandIn, "This build has the official package.");
        var start = new ProcessStartInfo(
            "dotnet", [command, option, "--configuration", Configuration, "--property:KafkaExtension=stand-in"])
        {
            WorkingDirectory = Path.Combine(Repository.Root, "Purchases.Functions"),
        };

        var (exitCode, output, errors) = await Tool.RunAsync(start);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("This build has stand-ins for the Kafka extension", output + errors, StringComparison.Ordinal);
    }

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private async Task<string[]> RunAsync(params string[] arguments)
    {
        var func = _folder.File("func");
        await File.WriteAllTextAsync(func, "#!/bin/sh\n[ \"$1\" = --version ] || { pwd; echo \"$*\"; } >\"$TOLD\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(func, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        string[] run = ["run", "--no-build", "--configuration", Configuration, "--property:KafkaExtension=official"];
        var project = Path.Combine(Repository.Root, "Purchases.Functions");
        var start = new ProcessStartInfo("dotnet", [.. run, "--project", project, "--", .. arguments])
        {
            WorkingDirectory = _folder.Path,
        };
        start.Environment["PATH"] = $"{_folder.Path}{Path.PathSeparator}{start.Environment["PATH"]}";
        start.Environment["TOLD"] = _folder.File("told");

        await Tool.SucceedsAsync(start);
        return await File.ReadAllLinesAsync(_folder.File("told"));
    }
}
