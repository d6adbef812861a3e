from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("outreach", "0023_rates_move_over")]

    operations = [migrations.RenameField(model_name="lettercopy", old_name="page", new_name="sheet")]
