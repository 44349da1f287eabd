using System.Text.RegularExpressions;

namespace Purchases.Tests.Deployment;

public sealed partial class DockerfileTests
{
    private static readonly string Dockerfile = Repository.Read("Purchases.Functions/Dockerfile");

    /// <summary>How long the host may take to drain, in seconds.</summary>
    public static int ShutdownSeconds => int.Parse(Environment["ASPNETCORE_SHUTDOWNTIMEOUTSECONDS"]);

    /// <summary>The number of the user that the image runs as.</summary>
    public static string User => UserLine().Match(Dockerfile).Groups["user"].Value;

    private static Dictionary<string, string> Environment =>
        EnvLine().Matches(Dockerfile)
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value, StringComparer.Ordinal);

    [Fact]
    public void The_image_gives_the_defaults_that_the_host_lacks()
    {
        Assert.Equal("purchases.v1", Environment["KAFKA_TOPIC"]);
        Assert.Equal("purchase-consumer", Environment["KAFKA_GROUP_ID"]);
        Assert.Empty(KnownSettings.Contradictions(Environment));
    }

    [Fact]
    public void The_image_runs_without_root_on_a_high_port()
    {
        Assert.Contains("\nUSER 1654\n", Dockerfile, StringComparison.Ordinal);
        Assert.Equal("http://+:8080", Environment["ASPNETCORE_URLS"]);
        Assert.StartsWith("/tmp/", Environment["FUNCTIONS_SECRETS_PATH"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_host_is_process_1_so_that_it_receives_SIGTERM()
    {
        Assert.Contains("CMD [\"/azure-functions-host/Microsoft.Azure.WebJobs.Script.WebHost\"]", Dockerfile, StringComparison.Ordinal);
        Assert.Equal("true", Environment["FUNCTIONS_ENABLE_DRAIN_ON_APP_STOPPING"]);
    }

    [Fact]
    public void Every_project_that_restore_reads_is_copied_first()
    {
        var restore = Dockerfile.IndexOf("RUN dotnet restore", StringComparison.Ordinal);
        foreach (var file in (string[])[
            "global.json", "Directory.Build.props", "Directory.Packages.props", "Purchases.Core/Purchases.Core.csproj",
            "Purchases.Functions/Purchases.Functions.csproj"])
        {
            Assert.True(Manifests.Has(file), file);
            Assert.InRange(Dockerfile.IndexOf(file, StringComparison.Ordinal), 0, restore);
        }

        // Directory.Build.rsp: with it, restore takes the official Kafka extension.
        Assert.InRange(Dockerfile.IndexOf(" Purchases.Functions/Directory.Build.* ", StringComparison.Ordinal), 0, restore);
    }

    [Theory]
    [InlineData("Purchases.Core/Purchases.Core.csproj")]
    [InlineData("Purchases.Functions/Purchases.Functions.csproj")]
    public void Every_file_that_a_project_includes_from_outside_its_folder_is_copied(string project)
    {
        var files = OutsideFile().Matches(Repository.Read(project)).Select(match => match.Groups["path"].Value)
            .Where(path => path != "local.settings.json").ToList();

        Assert.NotEmpty(files);
        Assert.All(files, path => Assert.Matches(
            $@"(?m)^COPY .*\b{Regex.Escape(path.Contains('/', StringComparison.Ordinal) ? path[..path.LastIndexOf('/')] : path)} ",
            Dockerfile));
        Assert.Contains("docs/*\n!docs/contracts\n", Repository.Read(".dockerignore"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_base_image_fits_the_target_framework()
    {
        var version = Regex.Match(Repository.Read("Directory.Build.props"), "<TargetFramework>net(?<version>[0-9.]+)</TargetFramework>",
            RegexOptions.None, TimeSpan.FromSeconds(1)).Groups["version"].Value;

        Assert.Contains($"FROM mcr.microsoft.com/dotnet/sdk:{version} AS build", Dockerfile, StringComparison.Ordinal);
        Assert.Contains($"FROM mcr.microsoft.com/azure-functions/dotnet-isolated:4-dotnet-isolated{version}\n", Dockerfile,
            StringComparison.Ordinal);
    }

    [GeneratedRegex(
        @"^(?:ENV|   ) (?<name>[A-Za-z_]+)=(?<value>\S+?)(?: \\)?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EnvLine();

    [GeneratedRegex(@"^USER (?<user>\d+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UserLine();

    [GeneratedRegex(@"Include=""\.\./(?<path>[\w./*]+\.json)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OutsideFile();
}
